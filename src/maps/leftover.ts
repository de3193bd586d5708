import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import {HactlError} from '../protocol/error.ts'
import {entriesText} from './count-text.ts'
import type {Found} from './plan.ts'
import {countEntries} from './running.ts'

/** Entries of versions that were prepared and never committed: nobody sees them, and nothing but a commit is sure to remove them. */
export interface Leftover {
  readonly entries: number
  /** Where they are: `version 3`, `versions 3 to 5`. */
  readonly where: string
  /** The last of these versions, where there is one above the current one. */
  readonly version: number | undefined
  /** Entries of the current version. */
  readonly current: number
}

/** Versions that are looked at one by one, where HAProxy's count does not tell. */
const mostVersions = 64

/** Entries that may be left over before something must be wrong: few of them never matter. */
const limit = (current: number, source: number): number => 2 * Math.max(current, source, 10_000)

/** What was left over; undefined before 2.5, where HAProxy counts nothing. @param current entries that traffic sees */
export async function leftoverOf(client: RuntimeClient, {map, pid, header, kind}: Found, current: number): Promise<Leftover | undefined> {
  const {currentVersion = 0, nextVersion = 0, entryCount} = header
  if (entryCount === undefined) return undefined
  const first = currentVersion + 1
  const where = nextVersion > first ? `versions ${first} to ${nextVersion}` : nextVersion === first ? `version ${first}` : 'an older version'
  const found = {where, version: nextVersion > currentVersion ? nextVersion : undefined, current}
  const uses = kind.types.length
  const most = Math.max(0, Math.floor(entryCount / uses) - current)
  if (most === 0 || uses === 1) return {...found, entries: most}
  // an entry that goes takes 1 off the count, whatever its uses: then only the versions themselves tell
  let entries = 0
  for (let version = Math.max(first, nextVersion - mostVersions + 1); version <= nextVersion; version += 1)
    entries += await countEntries(client, map, {version, pid})
  return {...found, entries}
}

/** The same where the current entries were not read: they are counted only when something may be left over. @param source entries that are to come */
export async function unreadLeftover(client: RuntimeClient, found: Found, source: number): Promise<Leftover | undefined> {
  if (!mayBeLeftOver(found.header, found.kind.types.length, source)) return undefined
  return leftoverOf(client, found, await countEntries(client, found.map, {pid: found.pid, entries: found.header.entryCount}))
}

/** Whether the header alone leaves it open. @param uses of the map, as far as is known @param source entries that are to come */
export const mayBeLeftOver = ({currentVersion = 0, nextVersion = 0, entryCount = 0}: MapHeader, uses = 1, source = 0): boolean =>
  nextVersion !== currentVersion || entryCount / uses > limit(0, source)

/** @param source entries that are to come @throws HactlError `leftover` when so much was abandoned that something must be wrong */
export function guardLeftover(map: MapReference, {entries, where, version, current}: Leftover, source: number): void {
  if (entries <= limit(current, source)) return
  throw new HactlError('leftover', {
    exit: 2,
    message: `${map} has ${entriesText(entries)} in HAProxy's memory that were never committed (${where}), beside ${entriesText(current)} that were: what prepares them?`,
    hint: `nothing was changed; --accept-leftover goes on, and its commit removes them${abortHint(map, version, '; ')}`,
  })
}

/** @param removed by a commit since */
export function leftoverText(map: MapReference, {entries, where, version}: Leftover, removed: boolean): string {
  const now = removed ? 'removed with this commit' : `which stay until the next commit${abortHint(map, version, ': ')}`
  return `${where} of ${map} was never committed: ${entriesText(entries)} in HAProxy's memory, ${now}`
}

const abortHint = ({kind, name}: MapReference, version: number | undefined, before: string): string =>
  version === undefined ? '' : `${before}hactl ${kind.noun} abort ${name} ${version} --by-replace removes them now`
