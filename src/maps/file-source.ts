import type {BigIntStats} from 'node:fs'
import {type FileHandle, open, readlink, stat} from 'node:fs/promises'
import {maps} from '../protocol/commands/map/reference.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {codeOf} from '../transport/connect-failure.ts'
import {sourceOfText} from './entries-of.ts'
import type {EntrySource} from './source.ts'
import {blockSize, type SourceText} from './source-text.ts'

/** What a file of entries is called where another was named. */
const mapFile = 'a map file'

/** The map file (or of another kind) at a path, plain or compressed with gzip. It stays open, and must stay as it is until the end: a file that changes under a sync stops it. */
export const openFileSource = async (path: string, kind = maps): Promise<EntrySource> => sourceOfText(await openFileText(path), kind)

/** The same, whatever stands in it. @param wanted what should have been named */
export async function openFileText(path: string, wanted = mapFile): Promise<SourceText> {
  const handle = await open(path, 'r').catch(unreadable(path, wanted))
  const first = await handle.stat({bigint: true})
  if (first.isDirectory()) {
    await handle.close()
    throw new HactlError('source-unreadable', {exit: 2, message: `could not read ${path}: it is a directory`, hint: `name ${wanted} in it`})
  }
  const blocks = async function* (from = 0): AsyncGenerator<Buffer, void> {
    await requireUnchanged(path, first)
    for await (const block of blocksOf(handle, from)) {
      await requireUnchanged(path, first)
      yield block
    }
    await requireUnchanged(path, first)
  }
  return {name: path, file: path, blocks, [Symbol.asyncDispose]: () => handle.close()}
}

/** An open file, block by block. */
export async function* blocksOf(handle: FileHandle, from: number): AsyncGenerator<Buffer, void> {
  for (let position = from; ; ) {
    const block = Buffer.allocUnsafe(blockSize)
    const {bytesRead} = await handle.read(block, 0, blockSize, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield block.subarray(0, bytesRead)
  }
}

async function requireUnchanged(path: string, first: BigIntStats): Promise<void> {
  const now = await stat(path, {bigint: true}).catch(() => undefined)
  if (now && sameFile(first, now)) return
  throw new HactlError('source-changed', {
    exit: 2,
    message: `${path} changed while it was read`,
    hint: 'write it to a temporary file and rename it, then run this again',
  })
}

function sameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeNs === b.mtimeNs
}

/** For a `catch`: why a source cannot be opened, for who named it. @param wanted what should have been named @throws HactlError `source-unreadable` */
export const unreadable =
  (path: string, wanted = mapFile) =>
  async (error: unknown): Promise<never> => {
    throw new HactlError('source-unreadable', {
      exit: 2,
      message: `could not read ${path}: ${await reasonOf(path, error)}`,
      hint: `name ${wanted}, or - for standard input`,
      cause: error,
    })
  }

async function reasonOf(path: string, error: unknown): Promise<string> {
  const code = codeOf(error)
  if (code === 'EACCES') return 'this user may not read it'
  if (code !== 'ENOENT') return asError(error).message
  const target = await readlink(path).catch(() => undefined)
  return target === undefined ? 'there is no such file' : `it is a link to ${target}, which is not there`
}
