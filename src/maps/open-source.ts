import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import type {Readable} from 'node:stream'
import {openFileSource} from './file-source.ts'
import type {EntrySource} from './source.ts'
import {spool} from './spool.ts'

export interface OpenOptions {
  /** What `-` stands for. */
  readonly standardInput: Readable
  /** Ends the wait for a pipe that says nothing. */
  readonly signal?: AbortSignal
}

/** @param path a map file, a pipe, or `-` */
export async function openSource(path: string, {standardInput, signal}: OpenOptions): Promise<EntrySource> {
  if (path === '-') return spool(standardInput, 'standard input', signal)
  const found = await stat(path).catch(() => undefined)
  const once = found !== undefined && !found.isFile() && !found.isDirectory()
  return once ? spool(createReadStream(path), path, signal) : openFileSource(path)
}
