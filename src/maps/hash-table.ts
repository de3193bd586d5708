import type {Hash} from './hash.ts'

/** Each part grows by itself, so that old and new table stand side by side for one part only. */
const partCount = 64
const leastRoom = 64
/** Slots for each hash, so that a table that was made for them need not grow. */
const spare = 1.25

/** The low bits of a slot's second word are no hash: one says that it is taken, three are the owner's. */
const taken = 0b1000
const owners = 0b0111
const hashBits = ~(taken | owners)

/** The owner's bit that `mark` sets by itself. */
export const otherValue = 0b0100

/** What `mark` found: a place that is ours now, one that we had marked before, or none. */
export type Marked = 'marked' | 'again' | 'absent'

/**
 * A set of 60 bit hashes, open addressing: 8 bytes a slot, 12 with values, side by side so that one look costs one cache miss. A Map of a million strings
 * would take some 100 MB; this takes 10 to 18. `seek` goes to the place of a hash; `state` and `value` are those of the place.
 */
export class HashTable {
  /** Hashes that have been sought, each once. */
  size = 0
  /** Means nothing; what is looked at must be used, or the looks are optimised away. */
  preloaded = 0
  readonly #parts: Part[]
  #part: Part
  #at = 0

  /** @param expected hashes, so far as that is known */
  constructor({values, expected = 0}: {values: boolean; expected?: number}) {
    const room = Math.max(leastRoom, Math.ceil((expected / partCount) * spare))
    this.#parts = Array.from({length: partCount}, () => new Part(values ? 3 : 2, room))
    this.#part = this.#parts[0] ?? new Part(2, room)
  }

  /** Goes to the place of this hash, which is taken for it when it is new. */
  seek({a, b}: Hash): void {
    this.#part = this.#partOf(b)
    const before = this.#part.size
    this.#at = this.#part.take(a, b & hashBits)
    this.size += this.#part.size - before
  }

  /** Takes a place for a hash. @returns false where it has one already */
  enter(a: number, b: number): boolean {
    const part = this.#partOf(b)
    const before = part.size
    part.take(a, b & hashBits)
    if (part.size === before) return false
    this.size += 1
    return true
  }

  /** Goes to the place of this hash where it has one, and takes none where not. */
  find({a, b}: Hash): boolean {
    this.#part = this.#partOf(b)
    this.#at = this.#part.find(a, b & hashBits)
    return ((this.#part.words[this.#at + 1] ?? 0) & taken) !== 0
  }

  /**
   * Marks the place of a hash with one of the owner's bits and a value, in one go: a million entries are counted so. A place that already has that bit stays
   * as it is; one that has another and another value gets `otherValue`.
   *
   * @param known a hash that has no place gets none
   */
  mark(a: number, b: number, value: number, bit: number, known: boolean): Marked {
    const part = this.#partOf(b)
    if (!known) part.makeRoom()
    const at = part.find(a, b & hashBits)
    const {words} = part
    const state = words[at + 1] ?? 0
    if ((state & taken) === 0) {
      if (known) return 'absent'
      words[at] = a
      words[at + 1] = (b & hashBits) | taken | bit
      part.size += 1
      this.size += 1
    } else {
      if ((state & bit) !== 0) return 'again'
      const differs = (state & owners) !== 0 && words[at + 2] !== value
      words[at + 1] = state | bit | (differs ? otherValue : 0)
    }
    words[at + 2] = value
    return 'marked'
  }

  /**
   * Looks at the places of many hashes, each on its own: the cache misses of a million random places come side by side so, not one behind the other.
   *
   * @param hashes four words for each: its two halves, and two that are not looked at
   */
  preload(hashes: Int32Array, count: number): void {
    let seen = 0
    for (let at = 0; at < count * 4; at += 4) {
      const {words, room, stride} = this.#partOf(hashes[at + 1] ?? 0)
      seen ^= words[home(hashes[at] ?? 0, room) * stride] ?? 0
    }
    this.preloaded = seen
  }

  /** Three bits for the owner; 0 at a new place. */
  get state(): number {
    return (this.#part.words[this.#at + 1] ?? 0) & owners
  }
  set state(bits: number) {
    const {words} = this.#part
    words[this.#at + 1] = ((words[this.#at + 1] ?? 0) & ~owners) | bits
  }

  /** 32 bits for the owner, with a sign. */
  get value(): number {
    return this.#part.words[this.#at + 2] ?? 0
  }
  set value(bits: number) {
    this.#part.words[this.#at + 2] = bits
  }

  /** Nobody asks for values any more. */
  dropValues(): void {
    for (const part of this.#parts) part.move(2, part.room)
  }

  /** How many places have each state. */
  stateCounts(): number[] {
    const counts = Array.from({length: owners + 1}, () => 0)
    for (const {words, stride} of this.#parts) {
      for (let at = 1; at < words.length; at += stride) {
        const bits = words[at] ?? 0
        if (bits & taken) counts[bits & owners] = (counts[bits & owners] ?? 0) + 1
      }
    }
    return counts
  }

  #partOf(b: number): Part {
    return this.#parts[(b >>> 4) % partCount] ?? this.#part
  }
}

/** The slot where the search begins. */
const home = (a: number, room: number): number => Math.floor(((a >>> 0) * room) / 2 ** 32)

class Part {
  size = 0
  stride: number
  room: number
  /** Two or three words a slot: hash, hash and state, value. */
  words: Int32Array

  constructor(stride: number, room: number) {
    this.stride = stride
    this.room = room
    this.words = new Int32Array(room * stride)
  }

  /** @returns its place, which is taken now */
  take(a: number, b: number): number {
    this.makeRoom()
    const at = this.find(a, b)
    if (((this.words[at + 1] ?? 0) & taken) === 0) {
      this.words[at] = a
      this.words[at + 1] = b | taken
      this.size += 1
    }
    return at
  }

  /** For one more. */
  makeRoom(): void {
    if (this.size * 8 >= this.room * 7) this.move(this.stride, Math.ceil(this.room * 1.3))
  }

  /** @returns its place, or the free one where it would stand */
  find(a: number, b: number): number {
    const {words, stride} = this
    let at = home(a, this.room) * stride
    for (;;) {
      const state = words[at + 1] ?? 0
      if ((state & taken) === 0 || (words[at] === a && (state & hashBits) === b)) return at
      at += stride
      if (at === words.length) at = 0
    }
  }

  /** Gives every hash a place in a table of another shape. */
  move(stride: number, room: number): void {
    const old = {words: this.words, stride: this.stride}
    this.stride = stride
    this.room = room
    this.words = new Int32Array(room * stride)
    for (let from = 0; from < old.words.length; from += old.stride) {
      const state = old.words[from + 1] ?? 0
      if ((state & taken) === 0) continue
      const a = old.words[from] ?? 0
      const to = this.find(a, state & hashBits)
      this.words[to] = a
      this.words[to + 1] = state
      if (stride === 3) this.words[to + 2] = old.words[from + 2] ?? 0
    }
  }
}
