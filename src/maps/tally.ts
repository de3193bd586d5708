import type {EntryBatch} from '../protocol/entry-batch.ts'
import {again, type Hash, hashBytes, rotated} from './hash.ts'
import {HashTable} from './hash-table.ts'

export type Side = 'source' | 'running'

/** What became of one entry: in both alike, in both with another value, or in one only. */
export type Fate = 'same' | 'changed' | 'added' | 'removed'

const bit = {source: 1, running: 2, differs: 4} as const

/**
 * How many entries differ, and how. Equal keys are paired in the order in which they stand: first with first, second with second. All of the source is added
 * before anything of the running map: then only keys of the source are remembered, and what is not among them is removed.
 */
export class Tally {
  readonly #table: HashTable
  readonly #repeats = {source: new Map<number, number>(), running: new Map<number, number>()}
  readonly #key: Hash = {a: 0, b: 0}
  readonly #value: Hash = {a: 0, b: 0}
  #hashes = new Int32Array(0)
  #removed = 0
  #sumA = 0
  #sumB = 0
  /** A key stands twice on one side: then order means something. */
  duplicates = false

  /** @param expected keys, so far as that is known */
  constructor(expected = 0) {
    this.#table = new HashTable({values: true, expected})
  }

  /** Both sides hold the same entries altogether, as far as 64 bits tell. */
  get balanced(): boolean {
    return this.#sumA === 0 && this.#sumB === 0
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#table.size
  }

  /** @param from the first entry of the batch that counts */
  add(side: Side, batch: EntryBatch, from: number): void {
    const hashes = this.#hashed(batch, from)
    this.#table.preload(hashes, batch.count - from)
    for (let at = 0, end = (batch.count - from) * 4; at < end; at += 4) {
      this.#key.a = hashes[at] ?? 0
      this.#key.b = hashes[at + 1] ?? 0
      this.#value.a = hashes[at + 2] ?? 0
      this.#value.b = hashes[at + 3] ?? 0
      this.#addOne(side)
    }
  }

  /** Of each entry the two halves of its key's hash, then those of its value's. */
  #hashed(batch: EntryBatch, from: number): Int32Array {
    const {bytes, count} = batch
    if (this.#hashes.length < (count - from) * 4) this.#hashes = new Int32Array((count - from) * 4)
    for (let index = from, at = 0; index < count; index += 1, at += 4) {
      hashBytes(bytes, batch.keyStart(index), batch.keyEnd(index), this.#key)
      hashBytes(bytes, batch.valueStart(index), batch.valueEnd(index), this.#value)
      this.#hashes[at] = this.#key.a
      this.#hashes[at + 1] = this.#key.b
      this.#hashes[at + 2] = this.#value.a
      this.#hashes[at + 3] = this.#value.b
    }
    return this.#hashes
  }

  #addOne(side: Side): void {
    if (!this.#place(side)) {
      this.#removed += 1
      return
    }
    const value = this.#value.a ^ rotated(this.#value.b, 16)
    const differs = this.#table.state !== 0 && this.#table.value !== value
    this.#table.value = value
    this.#table.state |= bit[side] | (differs ? bit.differs : 0)
    // what 32 bits of one value cannot tell apart, the sums over all entries do
    const sign = side === 'source' ? 1 : -1
    this.#sumA = (this.#sumA + sign * Math.imul(this.#key.a ^ this.#value.a, 0x9e3779b1)) | 0
    this.#sumB = (this.#sumB + sign * Math.imul(this.#key.b ^ this.#value.b, 0x85ebca6b)) | 0
  }

  /** Goes to the place of this occurrence of the key. @returns false where the source has none */
  #place(side: Side): boolean {
    if (!this.#go(side)) return false
    if ((this.#table.state & bit[side]) === 0) return true
    this.duplicates = true
    again(this.#key, this.#repeat(side, this.#repeats))
    return this.#go(side)
  }

  #go(side: Side): boolean {
    if (side === 'running') return this.#table.find(this.#key)
    this.#table.seek(this.#key)
    return true
  }

  /** Asks once more for an entry that was added: sides must be walked in the same order as before, from a fresh `Walk`. */
  fate(walk: Walk, side: Side, batch: EntryBatch, index: number): Fate {
    hashBytes(batch.bytes, batch.keyStart(index), batch.keyEnd(index), this.#key)
    const seen = walk.seen(side, this.#key)
    if (seen > 0) again(this.#key, seen)
    return this.#table.find(this.#key) ? fateOf(this.#table.state) : 'removed'
  }

  counts(): Record<Fate, number> {
    const counts: Record<Fate, number> = {same: 0, changed: 0, added: 0, removed: this.#removed}
    for (const [state, count] of this.#table.stateCounts().entries()) counts[fateOf(state)] += count
    return counts
  }

  /** A walk over both sides after all was added, for `fate`. */
  walk(): Walk {
    this.#table.dropValues()
    return new Walk(this.duplicates)
  }

  #repeat(side: Side, repeats: Record<Side, Map<number, number>>): number {
    const name = nameOf(this.#key)
    const count = (repeats[side].get(name) ?? 0) + 1
    repeats[side].set(name, count)
    return count
  }
}

/** Counts occurrences again, so that the second of two equal keys finds the place of the second. */
export class Walk {
  readonly #seen: Record<Side, Map<number, number>> | undefined

  constructor(duplicates: boolean) {
    this.#seen = duplicates ? {source: new Map(), running: new Map()} : undefined
  }

  seen(side: Side, key: Hash): number {
    if (!this.#seen) return 0
    const name = nameOf(key)
    const before = this.#seen[side].get(name) ?? 0
    this.#seen[side].set(name, before + 1)
    return before
  }
}

/** 53 bits of the hash, all that a number holds exactly. */
const nameOf = ({a, b}: Hash): number => (a >>> 0) * 2 ** 21 + (b >>> 11)

function fateOf(state: number): Fate {
  if (state & bit.differs) return 'changed'
  return (state & bit.running) === 0 ? 'added' : 'same'
}
