import type {RuntimeClient} from '../client/runtime-client.ts'
import {type DataPlace, placeName} from '../protocol/commands/table/data-type.ts'
import {HactlError} from '../protocol/error.ts'
import {readEntries} from './read.ts'
import type {Table} from './table.ts'

/**
 * What entries of a table show. Nothing but an entry tells how long its arrays are: a filter on an element that is not there is taken, and `set table` does
 * what stands before it.
 *
 * @returns undefined where the table is empty
 */
export async function shownNames(client: RuntimeClient, table: Table): Promise<ReadonlySet<string> | undefined> {
  for await (const [entry] of readEntries(client, table)) return entry && new Set(entry.columns.map(({name}) => name))
  return undefined
}

/**
 * Whether arrays are as long as it takes; an empty table, where nobody knows, passes.
 *
 * @throws HactlError `data-type-unknown`
 */
export async function requireElements(client: RuntimeClient, table: Table, places: readonly DataPlace[]): Promise<void> {
  if (places.some(({index}) => index > 0)) refuseOthers(table, places, await shownNames(client, table))
}

/** @throws HactlError `data-type-unknown` for a place that entries do not show */
export function refuseOthers({name}: Table, places: readonly DataPlace[], shown: ReadonlySet<string> | undefined): void {
  if (!shown) return
  const lacking = places.map(placeName).find((each) => !shown.has(each))
  if (lacking === undefined) return
  throw new HactlError('data-type-unknown', {exit: 2, message: `${name} does not store ${lacking}`, hint: `it stores ${[...shown].join(', ')}`})
}
