import type {RuntimeClient} from '../client/runtime-client.ts'
import {getMap} from '../protocol/commands/map/get-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {checked} from './check-source.ts'
import {chunkRoom} from './chunks.ts'
import {compare, type Difference} from './compare.ts'
import {type MatchKind, matchKindOf} from './match-kind.ts'
import type {RunningMap} from './open-map.ts'
import type {EntrySource} from './source.ts'
import {readSteady, type Steady} from './steady.ts'
import type {Tally} from './tally.ts'

/** The map as it was found, before anything is read of its content. */
export interface Found extends RunningMap {
  readonly kind: MatchKind
}

export async function findKind(client: RuntimeClient, map: MapReference): Promise<MatchKind> {
  // any sample will do: what is asked for is how the map matches
  return matchKindOf(await client.run(getMap, map, '0'), map.kind)
}

/** What lies between the source and the running content. */
export interface Reading extends Omit<Steady<Difference>, 'result'> {
  readonly difference: Difference
}

export interface ReadOptions {
  readonly countLimit: number
  readonly acceptDrift: boolean
  readonly withoutDigest?: boolean
  /** Count beyond the limit too, in sorted files. */
  readonly exact?: boolean
  /** Given what was counted where the two sides parted. */
  readonly onRest?: (rest: Tally) => void
}

/**
 * Compares the source with the running content, as `readSteady` reads it.
 *
 * @throws HactlError `reloaded`, `conflict`, `drift`
 */
export async function readDifference(client: RuntimeClient, {map, kind, pid, header}: Found, source: EntrySource, options: ReadOptions): Promise<Reading> {
  const rules = {kind, room: chunkRoom(client, map), bufferSize: client.bufferSize}
  const read = (running: AsyncIterable<EntryBatch>, expected: number): Promise<Difference> =>
    compare(checked(source.entries(), source.name, rules), running, kind, {...options, expected, again: options.exact ? () => source.entries() : undefined})
  const {result, ...steady} = await readSteady(client, {map, pid, header}, read, options)
  return {difference: result, ...steady}
}
