import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import {entriesText} from './count-text.ts'
import {headerOf, type Look} from './look.ts'
import type {Listener} from './progress.ts'
import type {Ticket} from './ticket.ts'

interface Counted {
  /** `entry_cnt` when it was planned; undefined on 2.4. */
  readonly before: number | undefined
  /** `entry_cnt` has each entry once for each use. */
  readonly uses: number
  /** Entries that we have loaded. */
  readonly loaded: number
  /** Nobody has a lower version: whoever else loads is the one that waits. */
  readonly lowest: boolean
}

export interface DriftOptions extends Listener {
  /** Go on although entries came or went in the running map meanwhile. */
  readonly acceptDrift: boolean
}

/**
 * Plain `add` and `del` of others do not move the current version, but they show in `entry_cnt`. Entries beside a higher prepared version are its own: it is
 * the one that has to stop, as we have where a lower version grows. Where the purge of so many interleaved entries could stop HAProxy, nothing is committed whatever was accepted.
 */
export function requireNoDrift(
  {dialect}: RuntimeClient,
  now: Look,
  {map, version, primer}: Ticket,
  {before, uses, loaded, lowest}: Counted,
  options: DriftOptions,
): void {
  const header = headerOf(now, map)
  if (header?.entryCount === undefined || before === undefined) return
  const foreign = (header.entryCount - before) / uses - loaded - (primer === undefined ? 0 : 1)
  const theirs = (header.nextVersion ?? version) > version
  if (foreign > 0 && !lowest && !options.acceptDrift) throw behind(map, version, foreign)
  if (foreign > 0 && lowest && theirs) return options.caution?.(`another writer has prepared a version of ${map}, too; with this commit theirs is behind`)
  if (foreign > dialect.interleavedLimit) throw driftError(map, `${added(foreign)}, and a commit over so many of them could stop this HAProxy`)
  if (foreign > 0) drifted(map, added(foreign), options)
  if (foreign < 0) drifted(map, `${entriesText(Math.ceil(-foreign * uses))} gone since it was read`, options)
}

const added = (foreign: number): string => `${entriesText(Math.ceil(foreign))} more since it was read`

/** @throws HactlError `drift` unless it was accepted */
export function drifted(map: MapReference, what: string, {acceptDrift, caution}: DriftOptions): void {
  if (!acceptDrift) throw driftError(map, what)
  caution?.(`${map}: ${what}; what others change is lost with the commit`)
}

const behind = (map: MapReference, version: MapVersion, foreign: number): HactlError =>
  new HactlError('conflict', {
    exit: 4,
    message: `version ${version} of ${map} was given up: ${added(foreign)}, and another writer has a lower version`,
    hint: 'the running map is untouched; --wait waits until the other writer has finished',
  })

const driftError = (map: MapReference, what: string): HactlError =>
  new HactlError('drift', {
    exit: 4,
    message: `${map} is being changed by others: ${what}`,
    hint: 'http-request set-map, add-acl or del-map in haproxy.cfg, or another admin? --accept-drift goes on, and those changes are lost',
  })
