import type {BigIntStats} from 'node:fs'
import {type FileHandle, open, stat} from 'node:fs/promises'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {MapFileReader} from '../protocol/map-file.ts'
import type {EntrySource} from './source.ts'

const blockSize = 256 << 10

/** Bytes; HAProxy's buffer, which a line must fit in, is never that large. */
const longestLine = 4 << 20

/** The map file at a path. It stays open, and must stay as it is until the end: a file that changes under a sync stops it. */
export async function openFileSource(path: string): Promise<EntrySource> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error)
  })
  const first = await handle.stat({bigint: true})
  if (first.isDirectory()) {
    await handle.close()
    throw new HactlError('source-unreadable', {exit: 2, message: `could not read ${path}: it is a directory`, hint: 'name the map file in it'})
  }
  const unchanged = async () => {
    const now = await stat(path, {bigint: true}).catch(() => undefined)
    if (!now || !sameFile(first, now)) throw changed(path)
  }
  return {
    name: path,
    file: path,
    entries: () => entriesOf(handle, path, unchanged),
    [Symbol.asyncDispose]: () => handle.close(),
  }
}

/** Entries of an open file, from its beginning. */
export async function* entriesOf(handle: FileHandle, name: string, unchanged: () => Promise<void>): AsyncGenerator<EntryBatch, void> {
  const reader = new MapFileReader()
  await unchanged()
  for (let position = 0; ; ) {
    const block = Buffer.allocUnsafe(blockSize)
    const {bytesRead} = await handle.read(block, 0, blockSize, position)
    if (bytesRead === 0) break
    position += bytesRead
    const batch = reader.push(block.subarray(0, bytesRead))
    refuseNul(reader, name)
    if (reader.held > longestLine) throw endlessLine(name, reader)
    yield batch
  }
  const last = reader.end()
  refuseNul(reader, name)
  await unchanged()
  yield last
}

function refuseNul({nulLine}: MapFileReader, name: string): void {
  if (nulLine === undefined) return
  throw new HactlError('source-binary', {
    exit: 2,
    message: `${name}:${nulLine}: a NUL byte, where HAProxy would cut the line`,
    hint: 'is this a map file? one entry a line: KEY VALUE',
  })
}

const endlessLine = (name: string, {lines}: MapFileReader): HactlError =>
  new HactlError('entry-too-long', {
    exit: 2,
    message: `${name}:${lines + 1}: this line has more than ${longestLine} bytes`,
    hint: 'is this a map file? one entry a line: KEY VALUE',
  })

function sameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeNs === b.mtimeNs
}

const changed = (path: string): HactlError =>
  new HactlError('source-changed', {
    exit: 2,
    message: `${path} changed while it was read; the running map is untouched`,
    hint: 'write maps to a temporary file and rename it, then run this again',
  })

function unreadable(path: string, error: NodeJS.ErrnoException): HactlError {
  const why = error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EACCES' ? 'this user may not read it' : error.message
  return new HactlError('source-unreadable', {
    exit: 2,
    message: `could not read ${path}: ${why}`,
    hint: 'name a map file, or - for standard input',
    cause: error,
  })
}
