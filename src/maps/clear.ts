import type {RuntimeClient} from '../client/runtime-client.ts'
import {clearMap} from '../protocol/commands/map/clear-map.ts'
import {commitMap} from '../protocol/commands/map/commit-map.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import {commitVersion} from './commit.ts'
import {openLocked} from './lock.ts'
import type {MapName} from './open-map.ts'
import {prepareVersion} from './ticket.ts'
import type {WriterOptions} from './writers.ts'

/** What `clear` did, or with `dryRun` would do. */
export interface ClearReport {
  readonly map: string
  readonly commands: readonly string[]
  /** All entries went in one moment; before 2.4 they go a hundred at a time. */
  readonly atomic: boolean
  /** Nothing was sent that changes anything. */
  readonly dryRun: boolean
  /** There were entries, of abandoned versions perhaps. */
  readonly changed: boolean
  /** No command brings them back; `hactl map save` before it keeps them. */
  readonly undo: null
}

export interface ClearOptions extends WriterOptions {
  readonly dryRun?: boolean
}

/** Empties a map: the commit of an empty version, which is atomic and works where `clear map` does not (3.4). Before 2.4 `clear map`. */
export async function clearEntries(client: RuntimeClient, name: MapName, options: ClearOptions = {}): Promise<ClearReport> {
  await using running = await openLocked(client, name, options)
  const {map, header, pid} = running
  const atomic = client.dialect.mapVersions
  const commands = atomic ? [prepareMap.encode(map), commitMap.encode(map, 0).replace('@0', '@NEW')] : [clearMap.encode(map)]
  const report = {map: map.name, commands, atomic, undo: null}
  if (options.dryRun) return {...report, dryRun: true, changed: false}
  const done = {...report, dryRun: false, changed: header.entryCount !== 0}
  if (!atomic) {
    await client.with({timeout: client.longTimeout(0)}).run(clearMap, map)
    return done
  }
  const ticket = {map, version: (await prepareVersion(client, map, pid)).version, pid, primer: undefined}
  const basis = {map, pid, currentVersion: header.currentVersion ?? 0}
  await commitVersion(client, ticket, basis, {entries: header.entryCount ?? 0, onCommit: () => {}})
  return done
}
