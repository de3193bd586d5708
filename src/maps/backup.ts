import type {RuntimeClient} from '../client/runtime-client.ts'
import {drifted} from './drift.ts'
import {FileDraft} from './file-draft.ts'
import type {FileTarget} from './file-target.ts'
import {type FileContent, writeText} from './file-text.ts'
import type {Listener} from './progress.ts'
import {type Known, readSteady} from './steady.ts'

/** The content that a sync took away, or would. */
export interface Backup {
  readonly file: string
  /** null for a plan. */
  readonly entries: number | null
  /** Of its text; null for a plan. */
  readonly bytes: number | null
  /** The command that brings the map back to it. */
  readonly restore: string
}

export interface BackUpOptions extends Listener {
  readonly acceptDrift: boolean
  /** Of the dump that was planned with, where there was one. */
  readonly digest: string | undefined
}

/**
 * Writes the running content to a file, and that to disk, before anything is prepared.
 *
 * @throws HactlError `entry-unsavable`, `save-failed`; `drift` when it is no longer what was planned with
 */
export async function backUp(client: RuntimeClient, {map, pid}: Omit<Known, 'entries'>, target: FileTarget, options: BackUpOptions): Promise<FileContent> {
  await using draft = await FileDraft.open(target)
  const read = (entries: Parameters<typeof writeText>[0]): Promise<FileContent> =>
    writeText(entries, {kind: map.kind, of: map.name, bufferSize: client.bufferSize, draft})
  const {result, digest} = await readSteady(client, {map, pid}, read, options)
  if (options.digest !== undefined && digest !== options.digest) drifted(map, 'its content changed since it was read', options)
  await draft.place()
  return result
}
