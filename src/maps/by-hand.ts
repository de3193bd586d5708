import type {RuntimeClient} from '../client/runtime-client.ts'
import {clearMap} from '../protocol/commands/map/clear-map.ts'
import {commitMap} from '../protocol/commands/map/commit-map.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {abandonVersion} from './abandon.ts'
import {type CommitOutcome, commitVersion} from './commit.ts'
import {type LockedMap, type LockOptions, openLocked} from './lock.ts'
import {type MapName, openMap} from './open-map.ts'
import type {Listener} from './progress.ts'
import {countEntries, runningEntries} from './running.ts'
import {firstOf, loadPrimer, prepareVersion} from './ticket.ts'
import type {WriterOptions} from './writers.ts'

/** One step of a transaction, for who wants to do something between them. `syncMap` does them all, and checks more. */
export interface Step {
  readonly map: string
  readonly version: MapVersion
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  /** Nothing was sent that changes anything. */
  readonly dryRun: boolean
  readonly changed: boolean
  /** Of a step there is none. */
  readonly undo: null
}

/** How a step of a transaction by hand is taken. */
export interface StepOptions extends WriterOptions {
  readonly dryRun?: boolean
}

/** How a prepared version is committed. */
export interface CommitStepOptions extends StepOptions {
  /** Commit a version without entries, too: that empties the map. */
  readonly allowEmpty?: boolean
}

/** Sets a new version aside. */
export async function prepareByHand(client: RuntimeClient, name: MapName, options: WriterOptions = {}): Promise<Step> {
  await using running = await openLocked(client, name, options)
  const {map, pid} = running
  const {version} = await prepareVersion(client, map, pid)
  return {map: map.name, version, commands: [prepareMap.encode(map)], dryRun: false, changed: true, undo: null}
}

/** What `prepareByHand` would send. */
export async function planPrepare(client: RuntimeClient, name: MapName): Promise<Omit<Step, 'version'>> {
  client.require(prepareMap)
  const {map} = await openMap(client, name)
  return {map: map.name, commands: [prepareMap.encode(map)], dryRun: true, changed: false, undo: null}
}

/** Makes a prepared version the one that traffic sees. @throws HactlError `version-empty` where that would empty the map, and nobody asked for it */
export async function commitByHand(
  client: RuntimeClient,
  name: MapName,
  version: MapVersion,
  options: CommitStepOptions = {},
): Promise<Step & {outcome?: CommitOutcome}> {
  await using running = await openPrepared(client, name, version, options)
  const {map, pid, header} = running
  const {dryRun = false, allowEmpty = false} = options
  const step = {map: map.name, version, commands: [commitMap.encode(map, version)], dryRun, changed: !dryRun, undo: null}
  const wasEmpty = (await firstOf(runningEntries(client, map, {pid}))) === undefined
  const first = await firstOf(runningEntries(client, map, {pid, version}))
  if (!first && !wasEmpty && !allowEmpty) throw emptying(map, version)
  if (dryRun) return step
  const basis = {map, pid, currentVersion: header.currentVersion ?? 0}
  const ticket = {map, version, pid, primer: undefined}
  const outcome = await commitVersion(client, ticket, basis, {entries: header.entryCount ?? 0, onCommit: () => {}})
  if (wasEmpty && first && client.dialect.staleEmptyCache)
    await clearStaleCache(client.with({signal: undefined}), map, pid, first).catch(notCleared(map, options.caution))
  return {...step, outcome}
}

/** A load that failed, in a script that goes on, would else take all entries away from traffic. */
const emptying = (map: MapReference, version: MapVersion): HactlError =>
  new HactlError('version-empty', {
    exit: 2,
    message: `version ${version} of ${map} holds no entry, and its commit would empty the ${map.kind.called}`,
    hint: `hactl ${map.kind.noun} load ${map} ${version} FILE loads it; --allow-empty commits it as it is, hactl ${map.kind.noun} clear ${map} empties the ${map.kind.called}`,
  })

/** Whoever prepared a version by hand could not know that a primer was needed before it: an entry that comes afterwards clears the cache, too. */
async function clearStaleCache(client: RuntimeClient, map: MapReference, pid: ProcessId, first: EntryBatch): Promise<void> {
  const primer = (await prepareVersion(client, map, pid)).version
  await loadPrimer(client, map, primer, first)
  await abandonVersion(client, {map, version: primer, pid}, {entries: 1})
}

/** It is committed, whatever becomes of this. */
const notCleared = (map: MapReference, caution: Listener['caution']) => (error: unknown) =>
  caution?.(`${map} is committed, but lookups that found nothing before may go on finding nothing: ${asError(error).message}`)

/** Gives a prepared version up. @throws HactlError `version-stays` where removing it would not be safe */
export async function abortByHand(client: RuntimeClient, name: MapName, version: MapVersion, options: StepOptions = {}): Promise<Step> {
  await using running = await openPrepared(client, name, version, options)
  const {map, pid} = running
  const {dryRun = false} = options
  const step = {map: map.name, version, commands: [clearMap.encode(map, version)], dryRun, changed: !dryRun, undo: null}
  options.progress?.({phase: 'count'})
  const entries = await countEntries(client, map, {version, pid})
  options.progress?.({phase: 'remove', total: entries, unit: 'entries'})
  const {removed, why, current} = await abandonVersion(client, {map, version, pid}, {entries}, {dryRun})
  if (removed) return step
  if (current) {
    const message = `version ${version} of ${map} stays as it is: ${why}`
    throw new HactlError('conflict', {exit: 4, message, hint: `hactl ${map.kind.noun} list shows which version is current`})
  }
  throw new HactlError('version-stays', {
    exit: 1,
    message: `version ${version} of ${map} stays where it is: ${why ?? 'it cannot be removed'}`,
    hint: `traffic does not see it, and the next commit removes it; hactl ${map.kind.noun} abort ${map} ${version} --by-replace commits the current content anew, which removes it now`,
  })
}

/** The map of a version that was prepared and is not current, locked. @throws HactlError `version-unknown`, `locked`, `unsupported` before 2.4 */
export async function openPrepared(client: RuntimeClient, name: MapName, version: MapVersion, options: LockOptions): Promise<LockedMap> {
  client.require(prepareMap)
  const running = await openLocked(client, name, options)
  const {currentVersion = 0, nextVersion = 0} = running.header
  if (version > currentVersion && version <= nextVersion) return running
  await running[Symbol.asyncDispose]()
  const why = version <= currentVersion ? `version ${currentVersion} is current already` : `the last one that was prepared is ${nextVersion}`
  throw new HactlError('version-unknown', {
    exit: 2,
    message: `${running.map} has no prepared version ${version}: ${why}`,
    hint: `hactl ${running.map.kind.noun} prepare ${running.map} makes one`,
  })
}
