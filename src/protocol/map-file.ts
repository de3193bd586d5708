import type {ReferenceKind} from './commands/map/reference.ts'
import {EntryBatch} from './entry-batch.ts'

const LF = 0x0a
const CR = 0x0d
const SP = 0x20
const TAB = 0x09
const HASH = 0x23
const NUL = 0x00

const isBlank = (byte: number | undefined): boolean => byte === SP || byte === TAB

/**
 * Reads the lines of a map file as HAProxy's own loader does (pattern.c pat_ref_read_from_file_smp): `#` in the first column is a comment, blanks
 * around key and value go, CR ends a line, a key alone has an empty value. Of an ACL file (pat_ref_read_from_file) a line is a pattern to its end, and only
 * blanks before it go. Works on blocks; a line may span them.
 */
export class MapFileReader {
  readonly #values: boolean
  #rest: Buffer = Buffer.alloc(0)
  #line = 0

  /** Line of the first entry that holds a NUL byte: HAProxy would cut it there. */
  nulLine: number | undefined

  constructor({values}: ReferenceKind) {
    this.#values = values
  }

  /** Bytes of a line whose end has not come. */
  get held(): number {
    return this.#rest.length
  }

  /** Lines that were read. */
  get lines(): number {
    return this.#line
  }

  push(block: Buffer): EntryBatch {
    const bytes = this.#rest.length ? Buffer.concat([this.#rest, block]) : block
    const end = bytes.lastIndexOf(LF) + 1
    this.#rest = bytes.subarray(end)
    return this.#scan(bytes, end)
  }

  /** A last line needs no LF. */
  end(): EntryBatch {
    const bytes = this.#rest
    this.#rest = Buffer.alloc(0)
    return this.#scan(bytes, bytes.length)
  }

  #scan(bytes: Buffer, end: number): EntryBatch {
    const batch = new EntryBatch(bytes, Math.max(16, Math.ceil(end / 24)))
    const hasReturn = holds(bytes, CR, end)
    const hasNul = holds(bytes, NUL, end)
    for (let start = 0; start < end; ) {
      const feed = bytes.indexOf(LF, start)
      const lineEnd = feed === -1 || feed > end ? end : feed
      this.#line += 1
      if (lineEnd - start > batch.longestLength) {
        batch.longestLength = lineEnd - start
        batch.longestLine = this.#line
      }
      if (bytes[start] !== HASH) this.#entry(batch, start, hasReturn ? cutAt(bytes, CR, start, lineEnd) : lineEnd, hasNul)
      start = lineEnd + 1
    }
    return batch
  }

  #entry(batch: EntryBatch, start: number, end: number, mayHoldNul: boolean): void {
    const {bytes} = batch
    let keyStart = start
    while (keyStart < end && isBlank(bytes[keyStart])) keyStart += 1
    if (keyStart === end) return
    let keyEnd = this.#values ? keyStart : end
    while (keyEnd < end && !isBlank(bytes[keyEnd])) keyEnd += 1
    let valueStart = keyEnd
    while (valueStart < end && isBlank(bytes[valueStart])) valueStart += 1
    let valueEnd = end
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) valueEnd -= 1
    if (mayHoldNul && this.nulLine === undefined && cutAt(bytes, NUL, keyStart, valueEnd) < valueEnd) this.nulLine = this.#line
    batch.add(keyStart, keyEnd, valueStart, valueEnd, this.#line)
  }
}

function holds(bytes: Buffer, byte: number, end: number): boolean {
  const at = bytes.indexOf(byte)
  return at !== -1 && at < end
}

function cutAt(bytes: Buffer, byte: number, start: number, end: number): number {
  const at = bytes.indexOf(byte, start)
  return at === -1 || at > end ? end : at
}
