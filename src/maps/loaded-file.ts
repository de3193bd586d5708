import {closeSync, fstatSync, openSync, read} from 'node:fs'
import {promisify} from 'node:util'
import type {ReferenceKind} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {MapFileReader} from '../protocol/map-file.ts'

const blockSize = 256 << 10
const HASH = 0x23

/** What HAProxy would load from a file as it is now, compressed or not. */
export async function* loadedEntries(path: string, kind: ReferenceKind): AsyncGenerator<EntryBatch, void> {
  const reader = new MapFileReader(kind)
  for await (const block of blocksOf(path)) yield reader.push(block)
  yield reader.end()
}

/** Lines of a file that HAProxy reads as comments. */
export async function countComments(path: string): Promise<number> {
  let comments = 0
  let atStart = true
  for await (const block of blocksOf(path)) {
    if (atStart && block[0] === HASH) comments += 1
    for (let at = block.indexOf('\n#'); at !== -1; at = block.indexOf('\n#', at + 2)) comments += 1
    atStart = block.at(-1) === 0x0a
  }
  return comments
}

/** A stream would load what costs more than reading a small file. */
async function* blocksOf(path: string): AsyncGenerator<Buffer, void> {
  const file = openSync(path, 'r')
  try {
    const size = Math.min(blockSize, fstatSync(file).size + 1)
    for (;;) {
      const {bytesRead, buffer} = await promisify(read)(file, Buffer.allocUnsafe(size), 0, size, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    closeSync(file)
  }
}
