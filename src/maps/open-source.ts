import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {openFileSource} from './file-source.ts'
import type {EntrySource} from './source.ts'
import {spool} from './spool.ts'

/** @param path a map file, a pipe, or `-` for `standardInput` */
export async function openSource(path: string, standardInput: AsyncIterable<Uint8Array | string>): Promise<EntrySource> {
  if (path === '-') return spool(standardInput, 'standard input')
  const found = await stat(path).catch(() => undefined)
  const once = found !== undefined && !found.isFile() && !found.isDirectory()
  return once ? spool(createReadStream(path), path) : openFileSource(path)
}
