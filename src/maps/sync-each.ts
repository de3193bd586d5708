import {stat} from 'node:fs/promises'
import {basename, isAbsolute, join} from 'node:path'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {acls, maps} from '../protocol/commands/map/reference.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {fileTarget} from './file-target.ts'
import {listMaps} from './list.ts'
import {withoutScheme} from './locate.ts'
import {nameFor, openMap} from './open-map.ts'
import type {EntrySource} from './source.ts'
import {syncMap} from './sync.ts'
import {isOneOf} from './sync-files.ts'
import type {SyncOptions, SyncReport} from './sync-options.ts'

/** As for one map, but for what names a single one. */
export interface EachOptions extends Omit<SyncOptions, 'map' | 'saveTo' | 'backup'> {
  /** Leave out sources that no map stands for; an error unless set. */
  readonly skipUnknown?: boolean
  /** A folder for what each map holds before it is changed: a file of the base name of the map for each. It must be there. */
  readonly backupFolder?: string | undefined
}

/** A source, and the map that it stands for. */
export interface EachSource {
  readonly source: EntrySource
  readonly map: string
}

/** What became of one of them. `untried`: after one that could reach HAProxy no more, or was told to stop. */
export type EachResult = EachSource &
  ({readonly outcome: 'done'; readonly report: SyncReport} | {readonly outcome: 'failed'; readonly error: Error} | {readonly outcome: 'untried'})

/**
 * Finds the map of each source, and reads and checks all of them, guards included, before anything is sent for any.
 *
 * @returns those that `syncEach` is for
 * @throws HactlError the first fault: exit 2, nothing was changed
 */
export async function planEach(client: RuntimeClient, sources: readonly EntrySource[], options: EachOptions = {}): Promise<EachSource[]> {
  const found: EachSource[] = []
  for (const source of sources) {
    const map = await mapOf(client, source, options)
    const rival = found.find((other) => other.map === map)
    if (rival) throw twice(rival, source)
    if (map !== undefined) found.push({source, map})
  }
  if (options.backupFolder !== undefined) await requireFolder(client, options.backupFolder, found)
  // without a guard that asks for it, nothing has to be compared yet
  const strategy = options.maxChange === undefined && (options.strategy ?? 'auto') === 'auto' ? 'replace' : options.strategy
  for (const each of found) {
    const {source} = each
    await syncMap(client, source, {...options, ...about(each, options), map: nameFor(source, source.name), ...(strategy && {strategy}), dryRun: true})
  }
  return found
}

/** Brings each map to its source, one after the other, as `syncMap` does. What fails for one is told and stops no other, but for a HAProxy that is gone. */
export async function* syncEach(client: RuntimeClient, planned: readonly EachSource[], options: EachOptions = {}): AsyncGenerator<EachResult, void> {
  let stopped = false
  for (const each of planned) {
    if (stopped) {
      yield {...each, outcome: 'untried'}
      continue
    }
    const result = await syncMap(client, each.source, {...options, ...about(each, options), map: nameFor(each.source, each.source.name)}).then(
      (report) => ({outcome: 'done', report}) as const,
      (error: unknown) => ({outcome: 'failed', error: asError(error)}) as const,
    )
    stopped = result.outcome === 'failed' && endsAll(client, result.error)
    yield {...each, ...result}
  }
}

/** Progress tells which of them it is about, and the old content of each has its own file. */
const about = ({source: {name}, map}: EachSource, {progress, backupFolder}: EachOptions): Pick<SyncOptions, 'progress' | 'backup'> => ({
  ...(progress && {progress: (step) => progress({...step, subject: name})}),
  backup: backupFolder === undefined ? undefined : backupIn(backupFolder, map),
})

const backupIn = (folder: string, map: string): string => join(folder, basename(map))

/** @throws HactlError `file-unusable` for what is no folder, for two maps that would have one file in it, and for a file that a source or another map is read from */
async function requireFolder(client: RuntimeClient, folder: string, found: readonly EachSource[]): Promise<void> {
  const fault = await stat(folder).then(
    (there) => (there.isDirectory() ? undefined : 'it is no folder'),
    (error: unknown) => asError(error).message,
  )
  if (fault !== undefined) throw unusable(folder, fault, 'with --each, --backup names a folder that is there: each map gets a file of its name in it')
  for (const [index, {map}] of found.entries()) {
    const file = backupIn(folder, map)
    const rival = found.slice(0, index).find((other) => backupIn(folder, other.map) === file)
    if (rival) throw unusable(file, `both ${rival.map} and ${map} would have it`, 'bring one of them to its file by itself, with another --backup')
  }
  const sources = found.flatMap(({source}): readonly (string | undefined)[] => source.files ?? [source.file])
  const read = [...(await listMaps(client, maps)), ...(await listMaps(client, acls))].map(({file}) => withoutScheme(file)).filter(isAbsolute)
  for (const {map} of found) {
    const target = await fileTarget(backupIn(folder, map))
    const fault = (await isOneOf(target, sources)) ? 'it is a source of this sync' : (await isOneOf(target, read)) ? 'HAProxy reads it' : undefined
    if (fault !== undefined) throw unusable(target.name, `${fault}, and --backup would overwrite it`, 'name another folder')
  }
}

const unusable = (name: string, why: string, hint: string): HactlError =>
  new HactlError('file-unusable', {exit: 2, message: `could not write ${name}: ${why}`, hint: `nothing was changed; ${hint}`})

const endsAll = ({signal}: RuntimeClient, error: Error): boolean =>
  signal?.aborted === true || !(error instanceof HactlError) || error.exit === 3 || error.code === 'outcome-unknown'

async function mapOf(client: RuntimeClient, source: EntrySource, {skipUnknown, caution}: EachOptions): Promise<string | undefined> {
  try {
    return (await openMap(client, nameFor(source, source.name))).map.name
  } catch (error) {
    if (!skipUnknown || !(error instanceof HactlError) || error.code !== 'map-unknown') throw error
    caution?.(`${source.name} is left out: ${error.message}`)
    return undefined
  }
}

const twice = ({source, map}: EachSource, other: EntrySource): HactlError =>
  new HactlError('map-twice', {
    exit: 2,
    message: `${source.name} and ${other.name} both stand for ${map}`,
    hint: `with --each ${other.kind.one} has one file; several files are one with --${other.kind.noun}, without --each`,
  })
