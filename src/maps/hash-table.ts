import type {Hash} from './hash.ts'

/**
 * Open addressing over typed arrays: 9 bytes a slot, 17 with values. A Map of a million strings would take some 100 MB; this takes 18 to 36.
 * Each slot has a `state` byte for its owner and, where asked for, 64 bits of value.
 */
export class HashTable {
  size = 0
  #a: Uint32Array
  #b: Uint32Array
  /** 0 is a free slot; owners set any other bits but `taken`. */
  state: Uint8Array
  x: Uint32Array
  y: Uint32Array
  readonly #values: boolean

  constructor({values}: {values: boolean}, room = 1 << 12) {
    this.#values = values
    this.#a = new Uint32Array(room)
    this.#b = new Uint32Array(room)
    this.state = new Uint8Array(room)
    this.x = new Uint32Array(values ? room : 0)
    this.y = new Uint32Array(values ? room : 0)
  }

  /** @returns the slot of this hash, taken for it when it is new; good until the next call */
  slot({a, b}: Hash): number {
    if (this.size * 4 >= this.state.length * 3) this.#grow()
    const slot = this.#find(a, b)
    if (this.state[slot] === 0) {
      this.#a[slot] = a
      this.#b[slot] = b
      this.state[slot] = taken
      this.size += 1
    }
    return slot
  }

  #find(a: number, b: number): number {
    const mask = this.state.length - 1
    let slot = a & mask
    while (this.state[slot] !== 0 && (this.#a[slot] !== a || this.#b[slot] !== b)) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const old = {a: this.#a, b: this.#b, state: this.state, x: this.x, y: this.y}
    const room = old.state.length * 2
    this.#a = new Uint32Array(room)
    this.#b = new Uint32Array(room)
    this.state = new Uint8Array(room)
    this.x = new Uint32Array(this.#values ? room : 0)
    this.y = new Uint32Array(this.#values ? room : 0)
    for (let from = 0; from < old.state.length; from += 1) {
      if (old.state[from] === 0) continue
      const [a, b] = [old.a[from] ?? 0, old.b[from] ?? 0]
      const to = this.#find(a, b)
      this.#a[to] = a
      this.#b[to] = b
      this.state[to] = old.state[from] ?? 0
      if (!this.#values) continue
      this.x[to] = old.x[from] ?? 0
      this.y[to] = old.y[from] ?? 0
    }
  }
}

/** Bit of a slot that holds a hash. */
export const taken = 0x80
