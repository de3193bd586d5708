import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import {HactlError} from '../protocol/error.ts'
import {shortVersion} from '../protocol/version.ts'
import {readable, wireText} from '../protocol/word.ts'
import type {Backup} from './backup.ts'
import type {Difference} from './compare.ts'
import {countText, entriesText} from './count-text.ts'
import type {DiffLine} from './diff-walk.ts'
import {guardChange, guardSource} from './guards.ts'
import {chunkTarget} from './load.ts'
import {openLocked} from './lock.ts'
import {nameFor, type RunningMap, requireKind} from './open-map.ts'
import {withoutBlankKeys} from './patch-blanks.ts'
import {type Changes, readChanges} from './patch-changes.ts'
import {PatchKeys, replaceInstead, requireOrderless, unsafe} from './patch-keys.ts'
import {type PatchLine, PatchLines} from './patch-lines.ts'
import {placeOf, valuesOf} from './patch-places.ts'
import {sendPatch} from './patch-send.ts'
import {verifyPatch} from './patch-verify.ts'
import {elapsed, Phases} from './phases.ts'
import {type Found, findKind, readDifference} from './plan.ts'
import type {EntrySource} from './source.ts'
import {backUpRunning, findFiles, type Planned, saveSource} from './sync-files.ts'
import type {SyncOptions, SyncReport} from './sync-options.ts'

/** What is to be sent, and what it was planned with. */
interface PatchPlan extends Planned {
  readonly found: Found
  readonly header: MapHeader
  readonly difference: Difference
  readonly lines: readonly PatchLine[]
}

/**
 * Brings a running map to its source by single changes. Traffic sees each of them at once: this is not atomic, and when it is cut the same again completes it.
 *
 * @throws HactlError `patch-unsafe` where the result would be wrong or the way ruinous; exit 5 once anything may have been changed
 */
export async function patchOnce(client: RuntimeClient, source: EntrySource, options: SyncOptions, start: number): Promise<SyncReport> {
  const phases = new Phases()
  const {verify = 'full', dryRun = false} = options
  await using running = await openLocked(client, nameFor(source, options.map), options, '--map')
  const plan = await phases.time('plan', () => planPatch(client, running, source, options))
  const {found, difference, lines} = plan
  const {added, changed, removed, same} = difference
  options.onPatch?.(lines)
  const backup = same ? null : await backUpRunning(client, plan, {...options, phases})
  const sends = !same && !dryRun
  const verified = sends ? await sendAndVerify(client, plan, {...options, phases}).catch(keepingBackup(backup)) : same
  return {
    map: found.map.name,
    source: source.name,
    strategy: same ? 'none' : 'patch',
    entries: difference.sourceEntries,
    added,
    changed,
    removed,
    version: null,
    chunks: sends ? lines.length : 0,
    bytes: sends ? lines.reduce((sum, {bytes}) => sum + bytes.length, 0) : 0,
    verify,
    verified,
    abandoned: null,
    saved: await saveSource(client, plan, sends ? {version: undefined} : undefined, {...options, phases}),
    backup,
    durationMs: elapsed(start),
    phases: phases.times,
    target: client.target,
    dryRun,
    undo: dryRun ? null : (backup?.restore ?? null),
  }
}

/** The same command again would put the half-made content where the old one is kept. */
const keepingBackup =
  (backup: Backup | null) =>
  (error: unknown): never => {
    if (!backup || !(error instanceof HactlError) || error.exit !== 5) throw error
    const {code, exit, message, hint = ''} = error
    const kept = `without --backup, for ${backup.file} holds what was there before, and this brings it back: ${backup.restore}`
    throw new HactlError(code, {exit, message, hint: `${hint}; ${kept}`, cause: error})
  }

async function sendAndVerify(client: RuntimeClient, plan: PatchPlan, options: SyncOptions & {readonly phases: Phases}): Promise<boolean> {
  const {verify = 'full', acceptDrift = false, progress, caution, phases} = options
  const {basis, lines, header, digest} = plan
  progress?.({phase: 'patch'})
  await phases.time('patch', () => sendPatch(client, basis, lines, header, {acceptDrift, progress, caution, digest}))
  progress?.({phase: 'verify'})
  // all is done by now: a signal comes too late
  const patient = client.with({signal: undefined})
  return phases.time('verify', () => verifyPatch(patient, plan, verify, {acceptDrift, caution}))
}

async function planPatch(client: RuntimeClient, running: RunningMap, source: EntrySource, options: SyncOptions): Promise<PatchPlan> {
  const {allowEmpty = false, requireEntries, maxChange, caution} = options
  options.progress?.({phase: 'compare'})
  requireKind(running.map, source)
  const files = await findFiles(client, running, source, options)
  const found = {...running, kind: await findKind(client, running.map)}
  const keys = new PatchKeys(source.name, found.kind, Math.max(0, running.header.entryCount ?? 0) / Math.max(1, found.kind.types.length))
  const {difference, header, digest, moving, lines} = await changesOf(client, found, source, keys, options)
  if (moving) caution?.(`entries of ${found.map} come and go while it is read`)
  const guards = {allowEmpty, requireEntries, maxChange}
  guardSource(source.name, difference.sourceEntries, guards)
  guardChange(found.map, difference, guards)
  const basis = {map: found.map, pid: found.pid, currentVersion: header.currentVersion}
  const plan = {basis, files, source, digest, found, header, difference}
  if (difference.same) return {...plan, lines: []}
  requireFast(client, found.map, difference)
  return {...plan, lines: await linesOf(client, found, source, keys, withoutBlankKeys(client, found, lines), chunkTarget(client, options))}
}

async function changesOf(client: RuntimeClient, found: Found, source: EntrySource, keys: PatchKeys, options: SyncOptions): Promise<Changes> {
  const {acceptDrift = false, caution} = options
  try {
    requireOrderless(found.map, found.kind)
    return await readChanges(client, found, source, {keys, acceptDrift, caution})
  } catch (error) {
    if (!(error instanceof HactlError) || error.code !== 'patch-unsafe') throw error
    // where all stands as in the source already there is nothing to refuse
    const reading = await readDifference(client, found, source, {countLimit: 0, acceptDrift})
    if (!reading.difference.same) throw error
    return {...reading, lines: []}
  }
}

/** Commands before 2.9 that walk over all entries: as many as keep it busy for a second or so, in small pieces. */
const mostSteps = 1e7

function requireFast({dialect}: RuntimeClient, map: MapReference, {added, changed, removed, runningEntries}: Difference): void {
  if (!dialect.linearChanges) return
  const changes = (added ?? 0) + (changed ?? 0) + (removed ?? 0)
  // removals go last, beside what was added
  const steps = Math.max(changes * runningEntries, (removed ?? 0) * (runningEntries + (added ?? 0)))
  if (steps <= mostSteps) return
  throw unsafe(
    `${countText(changes)} changes of the ${entriesText(runningEntries)} of ${map} are too many for HAProxy ${shortVersion(dialect.version)}: before 2.9 each walks over all entries, and so many stop its traffic or the whole process`,
    `changes x entries may be ${countText(mostSteps)}; ${replaceInstead}`,
  )
}

async function linesOf(
  client: RuntimeClient,
  {map}: Found,
  source: EntrySource,
  keys: PatchKeys,
  changes: AsyncIterable<readonly DiffLine[]>,
  longest: number | undefined,
): Promise<readonly PatchLine[]> {
  const patch = new PatchLines(client, map, longest)
  const push = async (change: DiffLine, surplus?: number): Promise<void> => {
    try {
      patch.push(change, surplus)
    } catch (error) {
      throw error instanceof HactlError ? await unsendable(source, map, change, error) : error
    }
  }
  /** Running keys that stand more often than in the source. */
  const surplus = new Map<string, number>()
  for await (const batch of changes) {
    for (const change of batch) {
      const name = Buffer.from(change.key).toString('latin1')
      if (change.kind === 'removed' && keys.mayHave(change.key)) surplus.set(name, (surplus.get(name) ?? 0) + 1)
      else await push(change)
    }
  }
  const values = surplus.size > 0 ? await valuesOf(source, surplus) : new Map<string, Buffer>()
  for (const [name, count] of surplus) {
    const [key, value] = [Buffer.from(name, 'latin1'), values.get(name)]
    if (value) await push({kind: 'changed', key, value}, count)
    else for (let each = 0; each < count; each += 1) await push({kind: 'removed', key})
  }
  return patch.end()
}

/** What a command line cannot carry is refused before anything is sent. */
async function unsendable(source: EntrySource, map: MapReference, {kind, key}: DiffLine, error: HactlError): Promise<HactlError> {
  const name = JSON.stringify(readable(wireText(key)))
  const place = kind === 'removed' ? `${map} holds the key ${name}` : `${await placeOf(source, key)}: the entry ${name}`
  return new HactlError(error.code, {exit: 2, message: `${place}, which no command can change: ${error.message}`, hint: replaceInstead, cause: error})
}
