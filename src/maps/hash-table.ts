import type {Hash} from './hash.ts'

/** Each part grows by itself, so that old and new table stand side by side for one part only. */
const partCount = 64
const leastRoom = 64
/** Slots for each hash, so that a table that was made for them need not grow. */
const spare = 1.25

/** Bit of a slot that holds a hash. */
const taken = 0x80

/**
 * A set of 64 bit hashes over typed arrays, open addressing: 9 bytes a slot, 13 with values. A Map of a million strings would take some 100 MB; this takes
 * 18 to 27. `seek` goes to the place of a hash; `state` and `value` are those of the place.
 */
export class HashTable {
  /** Hashes that have been sought, each once. */
  size = 0
  readonly #parts: Part[]
  #part: Part
  #slot = 0

  /** @param expected hashes, so far as that is known */
  constructor({values, expected = 0}: {values: boolean; expected?: number}) {
    const room = Math.max(leastRoom, Math.ceil((expected / partCount) * spare))
    this.#parts = Array.from({length: partCount}, () => new Part(values, room))
    this.#part = this.#parts[0] ?? new Part(values, room)
  }

  /** Goes to the place of this hash, which is taken for it when it is new. */
  seek(hash: Hash): void {
    this.#part = this.#parts[hash.b % partCount] ?? this.#part
    const before = this.#part.size
    this.#slot = this.#part.slot(hash)
    this.size += this.#part.size - before
  }

  /** Goes to the place of this hash where it has one, and takes none where not. */
  find(hash: Hash): boolean {
    this.#part = this.#parts[hash.b % partCount] ?? this.#part
    this.#slot = this.#part.find(hash)
    return this.#part.state[this.#slot] !== 0
  }

  /** Seven bits for the owner; 0 at a new place. */
  get state(): number {
    return (this.#part.state[this.#slot] ?? 0) & ~taken
  }
  set state(bits: number) {
    this.#part.state[this.#slot] = bits | taken
  }

  /** 32 bits for the owner. */
  get value(): number {
    return this.#part.value[this.#slot] ?? 0
  }
  set value(bits: number) {
    this.#part.value[this.#slot] = bits
  }

  /** Nobody asks for values any more. */
  dropValues(): void {
    for (const part of this.#parts) part.dropValues()
  }

  /** The states of all places, in no order. */
  *states(): Generator<number, void> {
    for (const {state} of this.#parts) for (const bits of state) if (bits !== 0) yield bits & ~taken
  }
}

class Part {
  size = 0
  state: Uint8Array
  value: Uint32Array
  #a: Uint32Array
  #b: Uint32Array
  #values: boolean

  constructor(values: boolean, room: number) {
    this.#values = values
    this.#a = new Uint32Array(room)
    this.#b = new Uint32Array(room)
    this.state = new Uint8Array(room)
    this.value = new Uint32Array(values ? room : 0)
  }

  dropValues(): void {
    this.#values = false
    this.value = new Uint32Array(0)
  }

  slot(hash: Hash): number {
    if (this.size * 8 >= this.state.length * 7) this.#grow()
    const slot = this.find(hash)
    if (this.state[slot] === 0) {
      this.#a[slot] = hash.a
      this.#b[slot] = hash.b
      this.state[slot] = taken
      this.size += 1
    }
    return slot
  }

  /** @returns its slot, or the free one where it would stand */
  find({a, b}: Hash): number {
    const room = this.state.length
    let slot = a % room
    while (this.state[slot] !== 0 && (this.#a[slot] !== a || this.#b[slot] !== b)) slot = slot + 1 === room ? 0 : slot + 1
    return slot
  }

  #grow(): void {
    const old = {a: this.#a, b: this.#b, state: this.state, value: this.value}
    const room = Math.ceil(old.state.length * 1.3)
    this.#a = new Uint32Array(room)
    this.#b = new Uint32Array(room)
    this.state = new Uint8Array(room)
    this.value = new Uint32Array(this.#values ? room : 0)
    const moved: Hash = {a: 0, b: 0}
    for (let from = 0; from < old.state.length; from += 1) {
      if (old.state[from] === 0) continue
      moved.a = old.a[from] ?? 0
      moved.b = old.b[from] ?? 0
      const to = this.find(moved)
      this.#a[to] = moved.a
      this.#b[to] = moved.b
      this.state[to] = old.state[from] ?? 0
      if (this.#values) this.value[to] = old.value[from] ?? 0
    }
  }
}
