import {nearestHint} from '../client/nearest.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {type DataPlace, placeOf} from '../protocol/commands/table/data-type.ts'
import {HactlError} from '../protocol/error.ts'
import {shortVersion} from '../protocol/version.ts'
import type {Table} from './table.ts'

/** Where a table stores what a name stands for: `gpc0`, or of an array `gpc[1]`, which entries show as `gpc1`. @throws HactlError `data-type-unknown` */
export async function findPlace(table: Table, name: string): Promise<DataPlace> {
  const plain = name.replace(/^data\./, '')
  const place = placeOf(plain, table.dataTypes)
  const stored = [...table.dataTypes]
  if (place) return place
  throw new HactlError('data-type-unknown', {
    exit: 2,
    message: `${table.name} does not store ${plain}`,
    hint: await nearestHint(plain, stored, stored.length === 0 ? 'it stores nothing but its keys' : `it stores ${stored.join(', ')}`),
  })
}

/**
 * The same for what HAProxy itself is to look at or to set.
 *
 * @throws HactlError `data-type-unknown`; `unsupported` for an element that this HAProxy cannot name
 */
export async function requirePlace({dialect}: RuntimeClient, table: Table, name: string): Promise<DataPlace> {
  const place = await findPlace(table, name)
  if (place.index === 0 || dialect.tableElements) return place
  throw new HactlError('unsupported', {
    exit: 1,
    message: `HAProxy ${shortVersion(dialect.version)} reaches only the first element of ${place.type.name}: \`${place.type.name}[${place.index}]\` came with 3.2`,
    hint: `hactl table show ${table.name} -o json has all elements; --query filters them`,
  })
}
