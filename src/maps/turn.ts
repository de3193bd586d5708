import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import {HactlError} from '../protocol/error.ts'
import {type Look, look} from './look.ts'
import {type Basis, requireBasis} from './watch.ts'
import {pause, type WriterOptions, waitEnd} from './writers.ts'

export interface TurnOptions extends WriterOptions {
  /** Entries come and go in the running map: that they move tells nothing of another writer. */
  readonly acceptDrift: boolean
}

/** A version that HAProxy gave out, and the maps right after. */
export interface Prepared {
  readonly version: MapVersion
  readonly now: Look
}

/** Our place among those who prepared a version of a map. */
export interface Turn {
  /** Nobody has a lower version, that is not committed. */
  readonly lowest: boolean
  /** `entry_cnt` when the lower ones had come to nothing; undefined where there were none. */
  readonly entryCount: number | undefined
}

/** ms; whoever has the lowest version loads at once. */
const firstPayload = 1000

/** ms from one to the next of those who wait, so that the lowest of them goes on first. */
const apart = 150

/** ms that a lower version may be loaded before we give up, unless told to wait. */
const longestLoad = 60_000

/** Versions after which the pauses begin again: many that were abandoned shall cost no minutes. */
const places = 64

/**
 * The lowest version above the current one goes on, whatever is prepared after it. A higher one loads nothing until that one is committed, which is a
 * conflict, or until versions and entries have stood still for so long that the lower ones count as abandoned. Two that load one map at once can stop HAProxy
 * up to 3.3 (pattern.c pat_ref_purge_range).
 *
 * @throws HactlError `conflict`, `reloaded`
 */
export async function waitForTurn(client: RuntimeClient, basis: Basis, {version, now: found}: Prepared, options: TurnOptions): Promise<Turn> {
  const lower = version - (basis.currentVersion ?? 0) - 1
  let now = requireBasis(found, basis)
  if (lower === 0) return {lowest: true, entryCount: undefined}
  const stillness = firstPayload + apart * ((lower % places) + 1)
  const end = options.wait ? waitEnd(options) : performance.now() + longestLoad
  for (let since = performance.now(); performance.now() - since < stillness; ) {
    await pause(client, 50)
    const before = now
    now = requireBasis(await look(client, basis.map.kind), basis)
    if (isStill(before, now, options)) continue
    if (performance.now() >= end) throw busy(basis.map, version)
    options.progress?.({phase: 'wait for another writer'})
    since = performance.now()
  }
  return {lowest: false, entryCount: now.entryCount}
}

const isStill = (before: MapHeader, now: MapHeader, {acceptDrift}: TurnOptions): boolean =>
  before.nextVersion === now.nextVersion && (acceptDrift || before.entryCount === now.entryCount)

const busy = (map: MapReference, version: MapVersion): HactlError =>
  new HactlError('conflict', {
    exit: 4,
    message: `version ${version} of ${map} was not loaded: entries come and go, and a lower version is not committed`,
    hint: 'another writer is loading it, or traffic feeds it beside an abandoned version (then --accept-drift goes on)',
  })
