import type {RuntimeClient} from '../client/runtime-client.ts'
import {clearMap} from '../protocol/commands/map/clear-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {line} from '../protocol/line.ts'
import {entriesText} from './count-text.ts'
import {headerOf, look, lookIn} from './look.ts'
import {patientSession} from './patient-session.ts'
import {countEntries} from './running.ts'
import type {Ticket} from './ticket.ts'

/** What became of a version that is not to be committed. */
export interface Abandoned {
  readonly removed: boolean
  /** Why it stays. */
  readonly why?: string
  /** Somebody else has made it current: then it must not be touched. */
  readonly current?: boolean
  /** HAProxy could not be asked. */
  readonly unknown?: boolean
}

/** What a version may hold. */
export interface Held {
  /** Entries, at most. */
  readonly entries: number
  /** Of these, sent without an answer: HAProxy may still be about to add them. */
  readonly unanswered?: number
}

/**
 * Gives a prepared version up, in the way that is safe on this HAProxy: `clear map @v` only where the purge cannot block the process, and only after a look
 * in the same session: `clear map @v` of a version that is current by now empties the running map. A version that stays is invisible to traffic and goes
 * with the next commit. Never call this once a byte of `commit @v` was written.
 *
 * @param options.dryRun look only: what would become of it
 */
export async function abandonVersion(
  client: RuntimeClient,
  {map, version, pid}: Pick<Ticket, 'map' | 'version' | 'pid'>,
  {entries, unanswered = 0}: Held,
  {dryRun = false} = {},
): Promise<Abandoned> {
  const {works, safeBelow} = client.dialect.clearVersion
  const total = works ? await totalEntries(client, map, pid, entries) : 0
  await using session = await patientSession(client, total)
  const now = await lookIn(session, map.kind)
  const header = headerOf(now, map)
  if (now.pid !== pid || !header) return {removed: true}
  if (version <= (header.currentVersion ?? 0)) return {removed: false, current: true, why: 'it, or a later one, was committed meanwhile'}
  if (!works) return {removed: false, why: 'this HAProxy version has no safe way to remove it'}
  if (entries * total > safeBelow) return {removed: false, why: 'removing it beside so many entries could stop HAProxy'}
  if (!dryRun) clearMap.decode(await session.ask(line(clearMap.encode(map, version))), map)
  if (unanswered === 0) return {removed: true}
  return {removed: false, unknown: true, why: `${entriesText(unanswered)} that were sent before have had no answer`}
}

/** `entry_cnt` can be below what is there, even below 0: entries that HAProxy refused were taken off. Then they are counted. */
async function totalEntries(client: RuntimeClient, map: MapReference, pid: ProcessId, entries: number): Promise<number> {
  const now = await look(client, map.kind)
  // gone with its process
  if (now.pid !== pid) return 0
  const told = headerOf(now, map)?.entryCount
  return told !== undefined && told > entries ? told : entries + (await countEntries(client, map, {pid}))
}
