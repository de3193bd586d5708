import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import type {DiffLine} from './diff-walk.ts'
import {judgesKeys} from './match-kind.ts'
import {replaceInstead, unsafe} from './patch-keys.ts'
import type {Found} from './plan.ts'
import {tellingKeys} from './telling-keys.ts'

/** Entries that are asked for together. */
const most = 1000

/** Passes changes on, and stops where a running key is not what its line in the dump looks like: `a b c` may be key `a b`, which no command would find as `a`. */
export async function* withoutBlankKeys(
  client: RuntimeClient,
  {map, kind}: Found,
  changes: AsyncIterable<readonly DiffLine[]> | Iterable<readonly DiffLine[]>,
): AsyncGenerator<readonly DiffLine[], void> {
  let doubtful: DiffLine[] = []
  for await (const batch of changes) {
    if (!judgesKeys(kind)) for (const change of batch) if (change.was?.includes(0x20)) doubtful.push(change)
    if (doubtful.length >= most) {
      await requireKeys(client, map, doubtful)
      doubtful = []
    }
    yield batch
  }
  await requireKeys(client, map, doubtful)
}

async function requireKeys(client: RuntimeClient, map: MapReference, changes: readonly DiffLine[]): Promise<void> {
  try {
    for await (const _ of tellingKeys(client, map, entriesOf(changes)));
  } catch (error) {
    if (!(error instanceof HactlError) || error.code !== 'entry-unloadable') throw error
    throw unsafe(`${error.message}: its key holds a blank, or the same key stands twice`, `hactl ${map.kind.noun} del ${map} KEY removes it; ${replaceInstead}`)
  }
}

async function* entriesOf(changes: readonly DiffLine[]): AsyncGenerator<EntryBatch, void> {
  const pieces = changes.flatMap(({key, was = Buffer.alloc(0)}) => [key, was])
  const batch = new EntryBatch(Buffer.concat(pieces), changes.length + 1)
  let at = 0
  for (const {key, was = Buffer.alloc(0)} of changes) {
    const value = at + key.length
    batch.add(at, value, value, value + was.length, 0)
    at = value + was.length
  }
  yield batch
}
