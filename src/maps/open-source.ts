import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {platform} from 'node:os'
import {addAbortSignal, type Readable} from 'node:stream'
import {maps, type ReferenceKind} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import {readNamedPipe} from '../transport/named-pipe.ts'
import {closeAll} from './concatenated.ts'
import {sourceOfText} from './entries-of.ts'
import {openFileText, unreadable} from './file-source.ts'
import type {EntrySource} from './source.ts'
import type {SourceText} from './source-text.ts'
import {spoolText} from './spool.ts'

interface TextOptions {
  /** What `-` stands for. */
  readonly standardInput: Readable
  /** Ends the wait for a pipe that says nothing. */
  readonly signal?: AbortSignal
  /** What should be named, where it is no map file. */
  readonly wanted?: string
}

export interface OpenOptions extends TextOptions {
  /** As whose files the lines are read: a map's unless given. */
  readonly kind?: ReferenceKind
}

/** @param path a map file, a pipe, or `-` */
export const openSource = async (path: string, options: OpenOptions): Promise<EntrySource> => sourceOfText(await openText(path, options), options.kind ?? maps)

/** The same, whatever stands in it. */
export async function openText(path: string, {standardInput, signal, wanted}: TextOptions): Promise<SourceText> {
  if (path === '-') return spoolText(interruptible(standardInput, signal), 'standard input')
  const found = await stat(path).catch(() => undefined)
  const once = found !== undefined && !found.isFile() && !found.isDirectory()
  return once ? spoolText(interruptible(await readOnce(path, found.isFIFO()), signal), path) : openFileText(path, wanted)
}

async function readOnce(path: string, pipe: boolean): Promise<Readable> {
  if (!pipe || platform() !== 'linux') return createReadStream(path)
  try {
    return readNamedPipe(path)
  } catch (error) {
    return unreadable(path)(error)
  }
}

/** Opens all of them, or none. */
export async function openSources(paths: readonly string[], options: OpenOptions): Promise<EntrySource[]> {
  if (paths.indexOf('-') !== paths.lastIndexOf('-')) throw new HactlError('usage', {exit: 2, message: 'standard input can be read only once'})
  const sources: EntrySource[] = []
  try {
    for (const path of paths) sources.push(await openSource(path, options))
    return sources
  } catch (error) {
    await closeAll(sources)
    throw error
  }
}

const interruptible = (input: Readable, signal: AbortSignal | undefined): Readable => (signal ? addAbortSignal(signal, input) : input)
