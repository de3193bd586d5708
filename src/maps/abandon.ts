import type {RuntimeClient} from '../client/runtime-client.ts'
import {clearMap} from '../protocol/commands/map/clear-map.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {headerOf, look} from './look.ts'
import {countEntries} from './running.ts'

/** What became of a version that is not to be committed. */
export interface Abandoned {
  readonly removed: boolean
  /** Why it stays. */
  readonly why?: string
}

/**
 * Gives a prepared version up, in the way that is safe on this HAProxy: `clear map @v` only where the purge cannot block the process. A version that
 * stays is invisible to traffic and goes with the next commit. Never call this once a byte of `commit @v` was written.
 *
 * @param entries it may hold, at most
 */
export async function abandonVersion(client: RuntimeClient, map: MapReference, version: MapVersion, pid: number, entries: number): Promise<Abandoned> {
  const {works, safeBelow} = client.dialect.clearVersion
  if (!works) return {removed: false, why: 'this HAProxy version has no safe way to remove it'}
  const now = await look(client)
  if (now.pid !== pid) return {removed: true}
  const told = headerOf(now, map)?.entryCount
  // it can be below what is there, even below 0: entries that HAProxy refused were taken off
  const total = told !== undefined && told > entries ? told : entries + (await countEntries(client, map, {pid}))
  if (entries * total > safeBelow) return {removed: false, why: 'removing it beside so many entries could stop HAProxy'}
  await client.with({timeout: client.longTimeout(total)}).run(clearMap, map, version)
  return {removed: true}
}
