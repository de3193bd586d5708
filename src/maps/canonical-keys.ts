import type {EntryBatch} from '../protocol/entry-batch.ts'
import {type Hash, hashAll} from './hash.ts'
import {HashTable} from './hash-table.ts'
import {judgesKeys, type MatchKind} from './match-kind.ts'
import type {Side} from './tally.ts'

const bit = {source: 1, running: 2} as const

/** Watches for keys that make order matter: ranges, odd masks, and two ways of writing one network or number (`10.0.0.1`, `10.0.0.1/32`). */
export class CanonicalKeys {
  unordered: boolean
  readonly #kind: MatchKind
  readonly #table: HashTable | undefined
  readonly #hash: Hash = {a: 0, b: 0}

  constructor(kind: MatchKind) {
    this.#kind = kind
    this.unordered = kind.unordered
    this.#table = kind.unordered && judgesKeys(kind) ? new HashTable({values: false}) : undefined
  }

  /** @param from the first entry of the batch that counts */
  add(side: Side, batch: EntryBatch, from: number): void {
    if (!this.#table) return
    for (let index = from; index < batch.count && this.unordered; index += 1) this.#note(this.#table, side, batch.key(index).toString('latin1'))
  }

  #note(table: HashTable, side: Side, key: string): void {
    const canonical = this.#kind.canonical(key)
    if (canonical === undefined) {
      this.unordered = false
      return
    }
    hashAll(Buffer.from(canonical, 'latin1'), this.#hash)
    table.seek(this.#hash)
    if ((table.state & bit[side]) !== 0) this.unordered = false
    table.state |= bit[side]
  }
}
