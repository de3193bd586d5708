import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import {entriesText} from './count-text.ts'
import {headerOf, type Look} from './look.ts'
import type {Listener} from './progress.ts'
import {countEntries} from './running.ts'
import type {Ticket} from './ticket.ts'

/** What was there, and what is ours. */
export interface Counted {
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
 * Plain `add` and `del` of others do not move the current version, but they show in `entry_cnt`. What grows beside a higher prepared version may be its own:
 * it is the one that has to stop, as we have where a lower version grows.
 */
export function requireNoDrift(client: RuntimeClient, now: Look, ticket: Ticket, counted: Counted, options: DriftOptions): void {
  const growth = growthOf(now, ticket, counted)
  if (!growth) return
  if (growth.foreign > 0 && !counted.lowest && !options.acceptDrift) throw behind(ticket.map, ticket.version, growth.foreign)
  if (growth.foreign > 0 && growth.higher) return options.caution?.(beside(ticket.map))
  judge(client, ticket.map, growth.foreign, counted.uses, options)
}

/** The same right before the commit: what stands in higher versions is counted there, and only that is theirs. */
export async function requireNoDriftAtLast(client: RuntimeClient, now: Look, ticket: Ticket, counted: Counted, options: DriftOptions): Promise<void> {
  const growth = growthOf(now, ticket, counted)
  if (!growth || growth.foreign <= 0 || !growth.higher) return requireNoDrift(client, now, ticket, counted, options)
  const {map, pid, version} = ticket
  let theirs = 0
  for (let each = version + 1; each <= Math.min(growth.last, version + mostHigher) && theirs < growth.foreign; each += 1)
    theirs += await countEntries(client, map, {version: each, pid})
  if (theirs > 0) options.caution?.(beside(map))
  // they may have gone on loading since the look
  judge(client, map, Math.max(0, growth.foreign - theirs), counted.uses, options)
}

/** Versions that are looked into; more than that were prepared by nobody who loads. */
const mostHigher = 64

interface Growth {
  /** Entries of others since it was planned; below 0, what went. */
  readonly foreign: number
  /** Whoever prepared a version above ours waits for us: the growth may be theirs. */
  readonly higher: boolean
  readonly last: MapVersion
}

function growthOf(now: Look, {map, version, primer}: Ticket, {before, uses, loaded, lowest}: Counted): Growth | undefined {
  const header = headerOf(now, map)
  if (header?.entryCount === undefined || before === undefined) return undefined
  const last = header.nextVersion ?? version
  return {foreign: (header.entryCount - before) / uses - loaded - (primer === undefined ? 0 : 1), higher: lowest && last > version, last}
}

/** Where the purge of so many interleaved entries could stop HAProxy, nothing is committed whatever was accepted. */
function judge({dialect}: RuntimeClient, map: MapReference, foreign: number, uses: number, options: DriftOptions): void {
  if (foreign > dialect.interleavedLimit) throw driftError(map, `${added(foreign)}, and a commit over so many of them could stop this HAProxy`)
  if (foreign > 0) drifted(map, added(foreign), options)
  if (foreign < 0) drifted(map, `${entriesText(Math.ceil(-foreign * uses))} gone since it was read`, options)
}

const beside = (map: MapReference): string => `another writer has prepared a version of ${map}, too; with this commit theirs is behind`

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
