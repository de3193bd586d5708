import type {EntryBatch} from '../protocol/entry-batch.ts'
import {again, type Hash, hashBytes, rotated} from './hash.ts'
import {HashTable, otherValue} from './hash-table.ts'

export type Side = 'source' | 'running'

/** What became of one entry: in both alike, in both with another value, or in one only. */
export type Fate = 'same' | 'changed' | 'added' | 'removed'

const bit = {source: 1, running: 2, differs: otherValue} as const

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
    const table = this.#table
    const known = side === 'running'
    const sign = known ? -1 : 1
    for (let at = 0, end = (batch.count - from) * 4; at < end; at += 4) {
      const a = hashes[at] ?? 0
      const b = hashes[at + 1] ?? 0
      const valueA = hashes[at + 2] ?? 0
      const valueB = hashes[at + 3] ?? 0
      const value = valueA ^ rotated(valueB, 16)
      let mark = table.mark(a, b, value, bit[side], known)
      if (mark === 'again') {
        this.#toNext(side, a, b)
        mark = table.mark(this.#key.a, this.#key.b, value, bit[side], known)
      }
      if (mark === 'absent') this.#removed += 1
      else {
        // what 32 bits of one value cannot tell apart, the sums over all entries do
        this.#sumA = (this.#sumA + sign * Math.imul(a ^ valueA, 0x9e3779b1)) | 0
        this.#sumB = (this.#sumB + sign * Math.imul(b ^ valueB, 0x85ebca6b)) | 0
      }
    }
  }

  /** Of each entry the two halves of its key's hash, then those of its value's. */
  #hashed(batch: EntryBatch, from: number): Int32Array {
    const {view, count} = batch
    if (this.#hashes.length < (count - from) * 4) this.#hashes = new Int32Array((count - from) * 4)
    for (let index = from, at = 0; index < count; index += 1, at += 4) {
      hashBytes(view, batch.keyStart(index), batch.keyEnd(index), this.#key)
      hashBytes(view, batch.valueStart(index), batch.valueEnd(index), this.#value)
      this.#hashes[at] = this.#key.a
      this.#hashes[at + 1] = this.#key.b
      this.#hashes[at + 2] = this.#value.a
      this.#hashes[at + 3] = this.#value.b
    }
    return this.#hashes
  }

  /** A key that stands there once more has a place of its own, the n-th of one side that of the n-th of the other. */
  #toNext(side: Side, a: number, b: number): void {
    this.duplicates = true
    this.#key.a = a
    this.#key.b = b
    again(this.#key, this.#repeat(side, this.#repeats))
  }

  /** Asks once more for an entry that was added: sides must be walked in the same order as before, from a fresh `Walk`. */
  fate(walk: Walk, side: Side, batch: EntryBatch, index: number): Fate {
    hashBytes(batch.view, batch.keyStart(index), batch.keyEnd(index), this.#key)
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
