import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {addAbortSignal, type Readable} from 'node:stream'
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
  if (path === '-') return spool(interruptible(standardInput, signal), 'standard input')
  const found = await stat(path).catch(() => undefined)
  const once = found !== undefined && !found.isFile() && !found.isDirectory()
  return once ? spool(interruptible(createReadStream(path), signal), path) : openFileSource(path)
}

const interruptible = (input: Readable, signal: AbortSignal | undefined): Readable => (signal ? addAbortSignal(signal, input) : input)
