import {createHash} from 'node:crypto'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import type {Difference} from './compare.ts'
import {type DiffLine, walkDifference} from './diff-walk.ts'
import {type DuplicatePolicy, withoutDuplicates} from './duplicates.ts'
import {type MapName, nameFor, openMap, requireKind} from './open-map.ts'
import {findKind, readDifference} from './plan.ts'
import type {Listener} from './progress.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import type {Known} from './steady.ts'
import type {Tally} from './tally.ts'

/** What is compared with a source, and what counts as a difference. */
export interface DiffOptions extends Listener {
  /** The map as HAProxy names it; the file of the source otherwise. */
  readonly map?: MapName | undefined
  /** Show entries that merely stand elsewhere too, where the match type does not care. */
  readonly order?: boolean
  readonly onDuplicate?: DuplicatePolicy
  readonly acceptDrift?: boolean
}

/** What a sync would change. `lines` can be read once. */
export interface MapDiff {
  readonly map: string
  readonly difference: Difference
  readonly lines: AsyncIterable<readonly DiffLine[]>
}

/**
 * Compares a source with the running content as `syncMap` does. The first pass counts, the second tells: neither side is ever held in memory as text.
 */
export async function diffMap(client: RuntimeClient, source: EntrySource, options: DiffOptions = {}): Promise<MapDiff> {
  const {map, header, pid} = await openMap(client, nameFor(source, options.map), '--map')
  requireKind(map, source)
  const entries = withoutDuplicates(source, options.onDuplicate ?? 'keep')
  const kind = await findKind(client, map)
  const rest: {tally?: Tally} = {}
  const found = {map, header, pid, kind}
  const {difference, digest} = await readDifference(client, found, entries, {
    countLimit: Number.POSITIVE_INFINITY,
    acceptDrift: options.acceptDrift ?? false,
    onRest: (tally) => (rest.tally = tally),
  })
  const moved = options.order === true || (!difference.same && difference.orderMatters)
  const running = (): AsyncIterable<EntryBatch> => unchangedEntries(client, {map, pid, entries: difference.runningEntries}, digest, options)
  const nothing = difference.same && options.order !== true
  return {map: map.name, difference, lines: nothing ? none() : walkDifference(entries.entries(), running(), rest.tally, {moved})}
}

/** The lines come from a second dump: it must be the one that was counted. */
async function* unchangedEntries(
  client: RuntimeClient,
  {map, pid, entries}: Known,
  digest: string | undefined,
  {acceptDrift, caution}: DiffOptions,
): AsyncGenerator<EntryBatch, void> {
  const sum = createHash('sha1')
  yield* runningEntries(client, map, {pid, entries, onBytes: (bytes) => sum.update(bytes)})
  if (sum.digest('hex') === digest) return
  const message = `${map} was changed while the difference was shown: some of it may be missing`
  if (!acceptDrift) throw new HactlError('conflict', {exit: 4, message, hint: 'run the command again'})
  caution?.(message)
}

async function* none(): AsyncGenerator<readonly DiffLine[], void> {
  // the two sides are alike
}
