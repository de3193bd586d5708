import {EntryBatch} from '../../entry-batch.ts'
import {type Reply, replyOf} from '../../reply.ts'
import type {ReferenceKind} from './reference.ts'

const LF = 0x0a
const SP = 0x20

/**
 * Reads the answer of `show map REF` in pieces: lines `0x<pointer> <key> <value>` in the order of the map, then a blank line.
 * A line that does not begin with a pointer belongs to the entry before (a key or value with a line feed). The key ends at its first space, that of an ACL at the end.
 * Management guide 9.3; map.c cli_io_handler_pat_list.
 */
export class DumpReader {
  readonly #values: boolean
  #rest: Buffer = Buffer.alloc(0)
  #foreign = ''
  #entries = 0

  constructor({values}: ReferenceKind) {
    this.#values = values
  }

  /** Entries that have been read. */
  get entries(): number {
    return this.#entries
  }

  /** Bytes that are kept because they are no whole entry yet, or none at all. */
  get held(): number {
    return this.#rest.length + this.#foreign.length
  }

  /** @returns the entries that are complete now */
  push(chunk: Buffer): EntryBatch {
    const bytes = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk
    const {batch, open} = this.#scan(bytes)
    this.#rest = bytes.subarray(open)
    return batch
  }

  /**
   * The connection has ended.
   * @returns the last entries, and as `reply` what HAProxy said instead of entries (empty: nothing); `complete` is false without the final blank line
   */
  end(): {batch: EntryBatch; reply: Reply} {
    const bytes = this.#rest
    this.#rest = Buffer.alloc(0)
    const blank = bytes.at(-1) === LF && (bytes.length === 1 ? this.#entries === 0 : bytes.at(-2) === LF)
    const batch = new EntryBatch(bytes, 1)
    const keyStart = keyStartOf(bytes, 0)
    if (keyStart > 0 && blank) this.#finish(batch, keyStart, bytes.length - 2)
    else this.#foreign += bytes.subarray(0, blank ? -1 : undefined).toString('latin1')
    return {batch, reply: replyOf(this.#foreign, blank)}
  }

  #scan(bytes: Buffer): {batch: EntryBatch; open: number} {
    const batch = new EntryBatch(bytes, Math.max(16, bytes.length >> 5))
    let open = 0
    let openKey = keyStartOf(bytes, 0)
    for (let feed = bytes.indexOf(LF); feed !== -1; feed = bytes.indexOf(LF, feed + 1)) {
      const next = feed + 1
      // whether the line after is an entry of its own is known only when its first bytes are there
      if (bytes.length - next < pointerRoom && bytes.indexOf(SP, next) === -1) break
      const nextKey = keyStartOf(bytes, next)
      if (nextKey === 0) continue
      if (openKey === 0) this.#foreign += bytes.toString('latin1', open, next)
      else this.#finish(batch, openKey, feed)
      open = next
      openKey = nextKey
    }
    return {batch, open}
  }

  #finish(batch: EntryBatch, keyStart: number, end: number): void {
    const {bytes} = batch
    let keyEnd = this.#values ? keyStart : end
    while (keyEnd < end && bytes[keyEnd] !== SP) keyEnd += 1
    batch.add(keyStart, keyEnd, Math.min(keyEnd + 1, end), end, 0)
    this.#entries += 1
  }
}

/** `0x`, sixteen digits and a space at most. */
const pointerRoom = 19

/** @returns where the key begins in a line `0x<pointer> key …`; 0 where no entry begins */
function keyStartOf(bytes: Buffer, at: number): number {
  if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x78) return 0
  let digit = at + 2
  while (isHexDigit(bytes[digit])) digit += 1
  return digit > at + 2 && bytes[digit] === SP ? digit + 1 : 0
}

const isHexDigit = (byte: number | undefined): boolean => byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))
