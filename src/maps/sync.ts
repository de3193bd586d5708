import type {RuntimeClient} from '../client/runtime-client.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {ReferenceKind} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import {shortVersion} from '../protocol/version.ts'
import {checked} from './check-source.ts'
import {chunkRoom} from './chunks.ts'
import {withoutDuplicates} from './duplicates.ts'
import {type Guards, guardChange, guardSource} from './guards.ts'
import {guardLeftover, type Leftover, leftoverOf, leftoverText, unreadLeftover} from './leftover.ts'
import {openLocked} from './lock.ts'
import {nameFor, type RunningMap, requireKind} from './open-map.ts'
import {patchOnce} from './patch.ts'
import {elapsed, Phases} from './phases.ts'
import {type Found, findKind, readDifference} from './plan.ts'
import {chosenSession} from './round-trip.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {readDigest} from './steady.ts'
import {backUpRunning, type Change, findFiles, type Planned, saveSource} from './sync-files.ts'
import {countLimit, type SyncOptions, type SyncReport} from './sync-options.ts'
import {firstOf} from './ticket.ts'
import {type Replacement, replaceMap} from './transaction.ts'
import {overtaken} from './watch.ts'
import {afterOthers} from './writers.ts'

/**
 * Makes the content of a running map equal to a source: prepared, loaded, read back and committed in one atomic step, or with strategy `patch` by single
 * changes. When HAProxy is reloaded meanwhile, it begins again on the new process, once.
 *
 * @throws HactlError with exit 2 (bad input, a guard), 4 (conflict, verification), 5 (outcome unknown) …: docs/errors.md
 */
export async function syncMap(asker: RuntimeClient, source: EntrySource, options: SyncOptions = {}): Promise<SyncReport> {
  const start = performance.now()
  const signals = [asker.signal, options.signal].filter((signal) => signal !== undefined)
  const client = asker.with({signal: AbortSignal.any(signals)})
  const entries = withoutDuplicates(source, options.onDuplicate ?? 'keep')
  const begun = {client}
  const once = options.strategy === 'patch' ? patchOnce : syncOnce
  return afterOthers(client, options, async (limited) => {
    try {
      return await once(begun.client, entries, limited, start)
    } catch (error) {
      const successor = begun.client === client ? await successorOf(client, error) : undefined
      if (!successor) throw error
      options.caution?.(`HAProxy was reloaded meanwhile (process ${client.info.id}, now ${successor.info.id}); starting again`)
      begun.client = successor
      return once(successor, entries, limited, start)
    }
  })
}

/** The client of the process that took over, when that is what made a run fail. */
async function successorOf(client: RuntimeClient, error: unknown): Promise<RuntimeClient | undefined> {
  const mayBeReload = error instanceof HactlError && (error.exit === 3 || error.exit === 4 || error.code === 'reloaded' || error.code === 'map-unknown')
  if (!mayBeReload || client.signal?.aborted) return undefined
  const now = await client.again().catch(() => undefined)
  return now && now.info.id !== client.info.id ? now : undefined
}

async function syncOnce(client: RuntimeClient, source: EntrySource, options: SyncOptions, start: number): Promise<SyncReport> {
  const {verify = 'full', dryRun = false} = options
  const phases = new Phases()
  await using running = await openLocked(client, nameFor(source, options.map), options, '--map')
  requireVersions(client, source.kind)
  const plan = await phases.time('plan', () => planSync(client, running, source, options))
  const report = (strategy: SyncReport['strategy'], done: Done): SyncReport => ({
    map: plan.basis.map.name,
    source: source.name,
    strategy,
    entries: plan.entries,
    ...plan.counts,
    version: done.version,
    chunks: done.chunks,
    bytes: done.bytes,
    verify,
    verified: done.verified,
    abandoned: plan.leftover?.entries ?? null,
    saved: done.saved,
    backup: done.backup,
    durationMs: elapsed(start),
    phases: phases.times,
    target: client.target,
    dryRun,
    undo: dryRun ? null : (done.backup?.restore ?? null),
  })
  const {leftover} = plan
  if (leftover && !plan.same && !options.acceptLeftover) guardLeftover(plan.basis.map, leftover, plan.entries)
  const tellLeftover = (removed: boolean): void => {
    if (leftover && leftover.entries > 0) options.caution?.(leftoverText(plan.basis.map, leftover, removed))
  }
  const backup = plan.same ? null : await backUpRunning(client, plan, {...options, phases})
  const save = (change?: Change): Promise<SyncReport['saved']> => saveSource(client, plan, change, {...options, phases})
  if (plan.same || dryRun) {
    tellLeftover(false)
    return report(plan.same ? 'none' : 'replace', {version: null, chunks: 0, bytes: 0, verified: plan.same, saved: await save(), backup})
  }
  const replaced = await replaceMap(client, plan, {
    verify,
    session: await chosenSession(client, options.session ?? 'auto'),
    chunkSize: options.chunkSize,
    acceptDrift: options.acceptDrift ?? false,
    wait: options.wait,
    waitUntil: options.waitUntil,
    phases,
    progress: options.progress,
    caution: options.caution,
  })
  // not before: until our turn has come it may be the load of somebody who commits it
  tellLeftover(true)
  if (replaced.outcome === 'superseded') options.caution?.(`${plan.basis.map}: another writer has committed a later version since`)
  return report('replace', {...replaced, saved: await save(replaced), backup})
}

type Done = Pick<SyncReport, 'version' | 'chunks' | 'bytes' | 'verified' | 'saved' | 'backup'>

interface Plan extends Replacement, Planned {
  readonly same: boolean
  /** What others have left; undefined where it was not looked for. */
  readonly leftover: Leftover | undefined
  readonly counts: Pick<SyncReport, 'added' | 'changed' | 'removed'>
}

async function planSync(client: RuntimeClient, running: RunningMap, source: EntrySource, options: SyncOptions): Promise<Plan> {
  options.progress?.({phase: options.strategy === 'replace' ? 'read' : 'compare'})
  requireKind(running.map, source)
  const files = await findFiles(client, running, source, options)
  const found = {...running, kind: await findKind(client, running.map)}
  const guards: Guards = {allowEmpty: options.allowEmpty ?? false, requireEntries: options.requireEntries, maxChange: options.maxChange}
  const comparing = options.strategy !== 'replace' || options.maxChange !== undefined
  const plan = comparing ? await comparedPlan(client, found, source, options, guards) : await blindPlan(client, found, source, guards)
  return {...plan, files, same: plan.same && options.strategy !== 'replace'}
}

async function comparedPlan(client: RuntimeClient, found: Found, source: EntrySource, options: SyncOptions, guards: Guards): Promise<Omit<Plan, 'files'>> {
  const limit = options.count === true ? Number.POSITIVE_INFINITY : countLimit
  const {difference, header, digest, moving} = await readDifference(client, found, source, {
    countLimit: limit,
    acceptDrift: options.acceptDrift ?? false,
    exact: guards.maxChange !== undefined,
  })
  if (header.currentVersion !== found.header.currentVersion) throw overtaken(found.map, found.header.currentVersion, header.currentVersion)
  if (moving) options.caution?.(`entries of ${found.map} come and go while it is read; what others change meanwhile is lost with the commit`)
  guardSource(source.name, difference.sourceEntries, guards)
  guardChange(found.map, difference, guards)
  const {added, changed, removed, same} = difference
  return {
    kind: found.kind,
    source,
    entries: difference.sourceEntries,
    first: difference.runningEntries === 0 ? await firstOf(source.entries()) : undefined,
    basis: {map: found.map, pid: found.pid, currentVersion: header.currentVersion ?? 0},
    entryCount: header.entryCount,
    stillAsPlanned: async () => moving || (await readDigest(client, {map: found.map, pid: found.pid, entries: difference.runningEntries})) === digest,
    digest: moving ? undefined : digest,
    same,
    leftover: moving ? undefined : await leftoverOf(client, {...found, header}, difference.runningEntries),
    counts: {added, changed, removed},
  }
}

async function blindPlan(client: RuntimeClient, found: Found, source: EntrySource, guards: Guards): Promise<Omit<Plan, 'files'>> {
  let entries = 0
  for await (const batch of checked(source.entries(), source.name, {kind: found.kind, room: chunkRoom(client, found.map), bufferSize: client.bufferSize}))
    entries += batch.count
  guardSource(source.name, entries, guards)
  const empty = (await firstOf(runningEntries(client, found.map, {pid: found.pid}))) === undefined
  return {
    kind: found.kind,
    source,
    entries,
    first: empty ? await firstOf(source.entries()) : undefined,
    basis: {map: found.map, pid: found.pid, currentVersion: found.header.currentVersion ?? 0},
    entryCount: found.header.entryCount,
    stillAsPlanned: () => Promise.resolve(true),
    digest: undefined,
    same: false,
    leftover: await unreadLeftover(client, found, entries),
    counts: {added: null, changed: null, removed: null},
  }
}

function requireVersions(client: RuntimeClient, {noun, one, values}: ReferenceKind): void {
  if (client.dialect.mapVersions) return
  throw new HactlError('unsupported', {
    exit: 1,
    message: `HAProxy ${shortVersion(client.dialect.version)} cannot replace ${one} in one step: versions came with ${prepareMap.since}`,
    hint: `--strategy patch changes it entry by entry; hactl ${noun} add, ${values ? 'set, ' : ''}del, show, get and diff work with it, too`,
    target: client.address.text,
  })
}
