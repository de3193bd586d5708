import type {Stats} from 'node:fs'
import {lstat, realpath, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {HactlError} from '../protocol/error.ts'

/** A file that is to be written, as it was found. */
export interface FileTarget {
  /** As it was named. */
  readonly name: string
  /** Where it lies: what a symbolic link leads to. */
  readonly path: string
  /** Undefined where it is not there yet. */
  readonly existing: Stats | undefined
  /** Mode of a file that is not there yet; what the umask leaves unless given. */
  readonly mode: number | undefined
}

/**
 * Looks at what is to be written, so that an evident mistake is told before anything happens.
 *
 * @throws HactlError `file-unusable` for what is no regular file, and for a folder that is not there
 */
export async function fileTarget(name: string, mode?: number): Promise<FileTarget> {
  const path = await realpath(name).catch(() => undefined)
  if (path === undefined) return newFile(name, mode)
  const existing = await stat(path)
  if (!existing.isFile()) throw unusable(name, existing.isDirectory() ? 'it is a directory' : 'it is no regular file')
  return {name, path, existing, mode}
}

async function newFile(name: string, mode: number | undefined): Promise<FileTarget> {
  const link = await lstat(name).catch(() => undefined)
  if (link) throw unusable(name, link.isSymbolicLink() ? 'it is a link that leads nowhere' : 'it cannot be reached')
  const folder = await realpath(dirname(name)).catch(() => undefined)
  if (folder === undefined) throw unusable(name, `the folder ${dirname(name)} is not there`)
  return {name, path: join(folder, basename(name)), existing: undefined, mode}
}

const unusable = (name: string, why: string): HactlError =>
  new HactlError('file-unusable', {exit: 2, message: `could not write ${name}: ${why}`, hint: 'nothing was changed; name a file in a folder that is there'})
