import type {RuntimeClient} from '../client/runtime-client.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {MapVersion} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {headerOf, look} from './look.ts'
import {type MapName, openMap} from './open-map.ts'
import type {Listener} from './progress.ts'
import {reloaded, runningEntries} from './running.ts'

export interface ShowOptions extends Listener {
  /** A prepared version instead of what traffic sees. */
  readonly version?: MapVersion | undefined
}

/**
 * The entries of a map as they come, in its order. What was printed cannot be taken back, so a dump that a commit overtook is an error at its end, and one
 * during which entries came and went a caution.
 */
export async function* showEntries(client: RuntimeClient, name: MapName, {version, caution}: ShowOptions = {}): AsyncGenerator<EntryBatch, void> {
  if (version !== undefined) client.require(prepareMap)
  const {map, header, pid} = await openMap(client, name)
  yield* runningEntries(client, map, {pid, entries: header.entryCount, ...(version !== undefined && {version})})
  const now = await look(client, map.kind)
  if (now.pid !== pid) throw reloaded(pid, now.pid)
  const after = headerOf(now, map)
  if (after?.currentVersion !== header.currentVersion) {
    throw new HactlError('conflict', {exit: 4, message: `${map} was committed anew while it was shown: entries may be missing`, hint: 'run the command again'})
  }
  if (after?.entryCount !== header.entryCount) caution?.(`entries of ${map} came or went while it was shown`)
}
