import {stat} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapVersion} from '../protocol/commands/map/reference.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {type Backup, backUp} from './backup.ts'
import {type FileTarget, fileTarget} from './file-target.ts'
import {writeText} from './file-text.ts'
import {look} from './look.ts'
import type {RunningMap} from './open-map.ts'
import type {Phases} from './phases.ts'
import type {Listener} from './progress.ts'
import {restoreCommand} from './restore-command.ts'
import {ownTarget} from './save.ts'
import {type SavedFile, saveFile} from './saved-file.ts'
import type {EntrySource} from './source.ts'
import {type Basis, requireBasis} from './watch.ts'

/** Files beside the running map that a sync writes. */
export interface SyncFileOptions extends Listener {
  /** After the commit, write the file that HAProxy reads at its next start; refused where that cannot be proved to be the file here. */
  readonly save?: boolean
  /** After the commit, write this file. */
  readonly saveTo?: string | undefined
  /** Before anything is prepared, write what the map holds into this file. */
  readonly backup?: string | undefined
  /** Where the kernel tells of processes: /proc. */
  readonly proc?: string | undefined
  readonly acceptDrift?: boolean
  readonly dryRun?: boolean
}

/** The same, found and looked at. */
export interface SyncFiles {
  readonly save: FileTarget | undefined
  readonly backup: FileTarget | undefined
}

/** @throws HactlError before anything is sent, for what could not be written: `file-unproven`, `map-without-file`, `file-unusable` */
export async function findFiles(client: RuntimeClient, running: RunningMap, source: EntrySource, options: SyncFileOptions): Promise<SyncFiles> {
  const save = await saveTarget(client, running, options)
  const backup = options.backup === undefined ? undefined : await fileTarget(options.backup)
  if (backup && (await isOneOf(backup, source.files ?? [source.file]))) throw clash(backup, 'it is a source of this sync, and --backup would overwrite it')
  if (save && source.files && (await isOneOf(save, source.files))) throw clash(save, 'it is one of several sources of this sync')
  if (backup && save && backup.path === save.path) throw clash(backup, 'it cannot take the old content and the new one')
  return {save, backup}
}

async function saveTarget(client: RuntimeClient, running: RunningMap, {save, saveTo, proc}: SyncFileOptions): Promise<FileTarget | undefined> {
  if (saveTo !== undefined) return fileTarget(saveTo)
  return save ? ownTarget(client, running, '--save-to FILE writes it elsewhere', proc) : undefined
}

/** Whether what is to be written is one of these files, by whatever name. */
export async function isOneOf({existing}: FileTarget, files: readonly (string | undefined)[]): Promise<boolean> {
  if (!existing) return false
  const others = await Promise.all(files.filter((file) => file !== undefined).map((file) => stat(file).catch(() => undefined)))
  return others.some((other) => other !== undefined && other.dev === existing.dev && other.ino === existing.ino)
}

const clash = ({name}: FileTarget, why: string): HactlError =>
  new HactlError('file-unusable', {exit: 2, message: `could not write ${name}: ${why}`, hint: 'nothing was changed; name another file'})

export interface TimedOptions extends SyncFileOptions {
  readonly phases: Phases
}

export async function backUpRunning(client: RuntimeClient, {basis, digest, files: {backup}}: Planned, options: TimedOptions): Promise<Backup | null> {
  if (!backup) return null
  const restore = (entries: number | null): string => restoreCommand(client, basis.map, {...options, backup: resolve(backup.name), entries})
  if (options.dryRun) return {file: backup.name, entries: null, bytes: null, restore: restore(null)}
  options.progress?.({phase: 'backup'})
  const {entries, bytes} = await options.phases.time('backup', () =>
    backUp(client, basis, backup, {...options, acceptDrift: options.acceptDrift ?? false, digest}),
  )
  return {file: backup.name, entries, bytes, restore: restore(entries)}
}

/** What a sync goes by. */
export interface Planned {
  readonly basis: Basis
  /** Of the dump that was planned with, where there was one. */
  readonly digest: string | undefined
  readonly source: EntrySource
  readonly files: SyncFiles
}

/** What was done to the running map. */
export interface Change {
  /** That was committed; undefined where entries were changed one by one. */
  readonly version: MapVersion | undefined
}

/**
 * Writes what was committed, or was found to be there already. What goes wrong behind a commit is part done, for the running map is the new one.
 *
 * @param change undefined where nothing was changed
 * @throws HactlError `save-failed`
 */
export async function saveSource(client: RuntimeClient, plan: Planned, change: Change | undefined, options: TimedOptions): Promise<SavedFile | null> {
  const {save} = plan.files
  if (!save) return null
  options.progress?.({phase: 'save'})
  try {
    return await options.phases.time('save', () => saveTo(client.with({signal: undefined}), plan, save, change, options))
  } catch (error) {
    throw change === undefined ? error : notSaved(plan, change, save.name, error)
  }
}

async function saveTo(
  client: RuntimeClient,
  {basis, source}: Planned,
  {name, mode}: FileTarget,
  change: Change | undefined,
  {dryRun = false, caution}: SyncFileOptions,
): Promise<SavedFile> {
  const content: Parameters<typeof saveFile>[1]['content'] = (draft) =>
    writeText(source.entries(), {kind: source.kind, of: source.name, bufferSize: client.bufferSize, draft})
  const target = await fileTarget(name, mode)
  const planned = await saveFile(target, {kind: source.kind, dryRun: true, content, ...(dryRun && {caution})})
  if (dryRun || !planned.written) return planned
  const beforePlace = (): Promise<void> => requireCurrent(client, {...basis, currentVersion: change?.version ?? basis.currentVersion})
  return saveFile(target, {kind: source.kind, dryRun, content, differs: true, beforePlace, caution})
}

/** The file must not go back behind what somebody else has committed and saved meanwhile. A HAProxy that is gone reads it when it comes back. */
async function requireCurrent(client: RuntimeClient, basis: Basis): Promise<void> {
  const now = await look(client, basis.map.kind).catch(() => undefined)
  if (now) requireBasis(now, basis)
}

function notSaved({basis: {map}, source}: Planned, {version}: Change, file: string, cause: unknown): HactlError {
  const stale = cause instanceof HactlError && cause.code === 'source-changed'
  const why = stale ? `${source.name} has changed since` : asError(cause).message
  return new HactlError('save-failed', {
    exit: 5,
    message: `${map} is ${version === undefined ? 'changed' : `committed as version ${version}`}, but ${file} was not written: ${why}`,
    hint: `traffic sees the new ${map.kind.called}, and the file is the old one; when that is mended, run the same command again`,
    cause,
  })
}
