import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Target} from '../client/target.ts'
import type {MapVersion} from '../protocol/commands/map/reference.ts'
import {type FileTarget, fileTarget} from './file-target.ts'
import {writeText} from './file-text.ts'
import {look} from './look.ts'
import {type MapName, openMap, type RunningMap} from './open-map.ts'
import {ownFile} from './own-file.ts'
import type {Listener} from './progress.ts'
import {type SavedFile, saveFile} from './saved-file.ts'
import {readSteady} from './steady.ts'
import {requireBasis} from './watch.ts'

/** Where a running map is written, and what is told meanwhile. */
export interface SaveOptions extends Listener {
  /** Another file than the one that HAProxy reads at its next start. */
  readonly to?: string | undefined
  readonly acceptDrift?: boolean
  /** Read and check only. */
  readonly dryRun?: boolean
  /** Where the kernel tells of processes: /proc. */
  readonly proc?: string | undefined
}

/** What was saved, or with `dryRun` would be. */
export interface SaveReport extends SavedFile {
  readonly map: string
  readonly target: Target
}

/**
 * Writes the running content of a map to a file, HAProxy's own unless another is named: loaded from there it is the same content again.
 *
 * @throws HactlError `file-unproven`, `map-without-file`, `file-unusable`, `entry-unsavable`, `save-failed`, `drift`, `conflict`
 */
export async function saveMap(client: RuntimeClient, name: MapName, options: SaveOptions = {}): Promise<SaveReport> {
  const {to, dryRun = false, acceptDrift = false, caution, progress} = options
  const running = await openMap(client, name)
  const {map} = running
  const target =
    to === undefined ? await ownTarget(client, running, `hactl ${map.kind.noun} save --to FILE writes it elsewhere`, options.proc) : await fileTarget(to)
  progress?.({phase: 'save'})
  const seen: {version?: MapVersion | undefined} = {}
  const saved = await saveFile(target, {
    kind: map.kind,
    dryRun,
    caution,
    content: async (draft) => {
      const {result, header, moving} = await readSteady(
        client,
        running,
        (entries) => writeText(entries, {kind: map.kind, of: map.name, bufferSize: client.bufferSize, draft}),
        {
          acceptDrift,
        },
      )
      if (moving) caution?.(`entries of ${map} come and go while it is read: what was saved never was the whole of it`)
      seen.version = header.currentVersion
      return result
    },
    // what was committed, and saved, since it was read is newer
    beforePlace: async () => void requireBasis(await look(client, map.kind), {map, pid: running.pid, currentVersion: seen.version}),
  })
  return {map: map.name, ...saved, target: client.target}
}

/** The file that HAProxy reads, to be written. One that `opt@` allows to be missing is made as HAProxy can read it. */
export async function ownTarget(client: RuntimeClient, running: RunningMap, hint: string, proc: string | undefined): Promise<FileTarget> {
  const {path} = ownFile(client, running, {hint, proc})
  return fileTarget(path, 0o644)
}
