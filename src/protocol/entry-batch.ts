/** A key and its value, as bytes: neither has to be UTF-8. */
export interface Entry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/** Entries that follow one another, as places in one buffer: a million entries cost no million objects. */
export class EntryBatch {
  readonly bytes: Buffer
  /** The same, for whoever reads it word by word. */
  readonly view: DataView
  count = 0
  /** The longest line that was read for it, comments too, and its number. Bytes without LF. */
  longestLength = 0
  longestLine = 0
  /** The file that it was read from; empty where it was no file. */
  origin = ''
  #places: Uint32Array
  #lines: Uint32Array

  constructor(bytes: Buffer, room = 1024) {
    this.bytes = bytes
    this.view = viewOf(bytes)
    this.#places = new Uint32Array(room * 4)
    this.#lines = new Uint32Array(room)
  }

  /** @param line of the file, 1 for the first; 0 where there is none */
  add(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number, line: number): void {
    if (this.count === this.#lines.length) this.#grow()
    const at = this.count * 4
    this.#places[at] = keyStart
    this.#places[at + 1] = keyEnd
    this.#places[at + 2] = valueStart
    this.#places[at + 3] = valueEnd
    this.#lines[this.count] = line
    this.count += 1
  }

  keyStart(index: number): number {
    return this.#places[index * 4] ?? 0
  }
  keyEnd(index: number): number {
    return this.#places[index * 4 + 1] ?? 0
  }
  valueStart(index: number): number {
    return this.#places[index * 4 + 2] ?? 0
  }
  valueEnd(index: number): number {
    return this.#places[index * 4 + 3] ?? 0
  }
  line(index: number): number {
    return this.#lines[index] ?? 0
  }

  /** `FILE:LINE` of an entry. @param source what it is called where the file is not known */
  place(index: number, source: string): string {
    return placeOf(this.origin || source, this.line(index))
  }

  key(index: number): Buffer {
    return this.bytes.subarray(this.keyStart(index), this.keyEnd(index))
  }
  value(index: number): Buffer {
    return this.bytes.subarray(this.valueStart(index), this.valueEnd(index))
  }

  /** Keeps the entries for which `keep` says so, in order. */
  filter(keep: (index: number) => boolean): EntryBatch {
    const kept = new EntryBatch(this.bytes, Math.max(1, this.count))
    kept.longestLength = this.longestLength
    kept.longestLine = this.longestLine
    kept.origin = this.origin
    for (let index = 0; index < this.count; index += 1) {
      if (keep(index)) kept.add(this.keyStart(index), this.keyEnd(index), this.valueStart(index), this.valueEnd(index), this.line(index))
    }
    return kept
  }

  #grow(): void {
    const places = new Uint32Array(this.#places.length * 2)
    places.set(this.#places)
    this.#places = places
    const lines = new Uint32Array(this.#lines.length * 2)
    lines.set(this.#lines)
    this.#lines = lines
  }
}

export const viewOf = ({buffer, byteOffset, byteLength}: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength)

/** As compilers write it, so that editors find it. */
export const placeOf = (file: string, line: number): string => `${file}:${line}`

/** Same key and same value, byte for byte. */
export function sameEntry(a: EntryBatch, i: number, b: EntryBatch, j: number): boolean {
  const aKey = a.keyEnd(i)
  const aEnd = a.valueEnd(i)
  const bKey = b.keyEnd(j)
  const bEnd = b.valueEnd(j)
  // mostly one byte stands between key and value on both sides: then both are compared in one go
  if (a.valueStart(i) === aKey + 1 && b.valueStart(j) === bKey + 1 && a.bytes[aKey] === b.bytes[bKey]) {
    return aKey - a.keyStart(i) === bKey - b.keyStart(j) && sameBytes(a.bytes, a.keyStart(i), aEnd, b.bytes, b.keyStart(j), bEnd)
  }
  return sameKey(a, i, b, j) && sameBytes(a.bytes, a.valueStart(i), aEnd, b.bytes, b.valueStart(j), bEnd)
}

export function sameKey(a: EntryBatch, i: number, b: EntryBatch, j: number): boolean {
  return sameBytes(a.bytes, a.keyStart(i), a.keyEnd(i), b.bytes, b.keyStart(j), b.keyEnd(j))
}

/** A loop, not Buffer.compare: for keys of some 20 bytes the call costs more than the comparison. */
function sameBytes(a: Buffer, aStart: number, aEnd: number, b: Buffer, bStart: number, bEnd: number): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  const offset = bStart - aStart
  for (let at = aStart; at < aEnd; at += 1) if (a[at] !== b[at + offset]) return false
  return true
}
