import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {checked} from './check-source.ts'
import {chunkRoom} from './chunks.ts'
import type {Difference} from './compare.ts'
import {diffMap} from './diff.ts'
import type {DiffLine} from './diff-walk.ts'
import type {PatchKeys} from './patch-keys.ts'
import {pairEntries, TooFarApart} from './patch-pairs.ts'
import type {Found} from './plan.ts'
import type {Listener} from './progress.ts'
import type {EntrySource} from './source.ts'
import {readSteady} from './steady.ts'

/** What would have to change, order aside, and the state of the map that it was read from. */
export interface Changes {
  readonly difference: Difference
  /** Can be read once. */
  readonly lines: AsyncIterable<readonly DiffLine[]> | Iterable<readonly DiffLine[]>
  readonly header: MapHeader
  /** Of the dump, where there was one only. */
  readonly digest: string | undefined
  /** Entries came or went while it was read. */
  readonly moving: boolean
}

interface ChangesOptions extends Listener {
  readonly acceptDrift: boolean
  /** Told the keys of the source. */
  readonly keys?: PatchKeys
}

/**
 * What lies between a source and the running content, order aside: in one reading where the two sides are much alike, else in two as `map diff` reads them.
 *
 * @throws HactlError `reloaded`, `conflict`, `drift`, and what `keys` has against the source
 */
export async function readChanges(client: RuntimeClient, found: Found, source: EntrySource, options: ChangesOptions): Promise<Changes> {
  const {acceptDrift, caution, keys} = options
  const rules = {kind: found.kind, room: chunkRoom(client, found.map), bufferSize: client.bufferSize}
  const entries = (): AsyncIterable<EntryBatch> => {
    const all = checked(source.entries(), source.name, rules)
    return keys ? keys.watch(all) : all
  }
  try {
    const {result, header, digest, moving} = await readSteady(client, found, (running) => pairEntries(entries(), running), {acceptDrift})
    return {difference: result.difference, lines: [result.lines], header, digest: moving ? undefined : digest, moving}
  } catch (error) {
    if (!(error instanceof TooFarApart)) throw error
  }
  if (keys) for await (const _ of entries());
  const {difference, lines} = await diffMap(client, source, {map: found.map, acceptDrift, caution})
  return {difference, lines, header: found.header, digest: undefined, moving: false}
}
