import type {MapReference} from '../protocol/commands/map/reference.ts'
import {type EntryBatch, viewOf} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {readable} from '../protocol/word.ts'
import {type Hash, hashAll, hashBytes} from './hash.ts'
import {HashTable} from './hash-table.ts'
import {judgesKeys, type MatchKind} from './match-kind.ts'

/** The keys of a source that a patch can bring about: no two of them match the same samples, so that it is no matter where each stands. */
export class PatchKeys {
  readonly #name: string
  readonly #kind: MatchKind
  readonly #expected: number
  #table: HashTable
  #hashes = new Int32Array(0)
  readonly #hash: Hash = {a: 0, b: 0}

  /**
   * @param name of the source
   * @param expected keys, so far as that is known
   */
  constructor(name: string, kind: MatchKind, expected: number) {
    this.#name = name
    this.#kind = kind
    this.#expected = expected
    this.#table = new HashTable({values: false})
  }

  /** Passes all entries on, and remembers their keys. @throws HactlError `patch-unsafe` at the first where order means something */
  async *watch(entries: AsyncIterable<EntryBatch>): AsyncGenerator<EntryBatch, void> {
    this.#table = new HashTable({values: false, expected: this.#expected})
    for await (const batch of entries) {
      this.#note(batch)
      yield batch
    }
  }

  /** Whether the source may have it, in this or another spelling. */
  mayHave(key: Uint8Array): boolean {
    return this.#sum({bytes: Buffer.from(key), view: viewOf(key)}, 0, key.length) && this.#table.find(this.#hash)
  }

  #note(batch: EntryBatch): void {
    const {count} = batch
    if (this.#hashes.length < count * 4) this.#hashes = new Int32Array(count * 4)
    for (let index = 0, at = 0; index < count; index += 1, at += 4) {
      if (!this.#sum(batch, batch.keyStart(index), batch.keyEnd(index))) throw this.#overlapping(batch, index)
      this.#hashes[at] = this.#hash.a
      this.#hashes[at + 1] = this.#hash.b
    }
    this.#table.preload(this.#hashes, count)
    for (let index = 0, at = 0; index < count; index += 1, at += 4) {
      if (!this.#table.enter(this.#hashes[at] ?? 0, this.#hashes[at + 1] ?? 0)) throw this.#twice(batch, index)
    }
  }

  /** Hash of what all spellings of a key share. @returns false where order matters for a single key already */
  #sum({bytes, view}: Pick<EntryBatch, 'bytes' | 'view'>, start: number, end: number): boolean {
    if (!judgesKeys(this.#kind)) {
      hashBytes(view, start, end, this.#hash)
      return true
    }
    const canonical = this.#kind.canonical(bytes.toString('latin1', start, end))
    if (canonical === undefined) return false
    hashAll(Buffer.from(canonical, 'latin1'), this.#hash)
    return true
  }

  #twice(batch: EntryBatch, index: number): HactlError {
    return unsafe(
      `${this.#place(batch, index)} stands in the file before, or another spelling of it: which of them answers is a matter of order, which a patch cannot keep`,
      '--on-duplicate first or last keeps one of equal keys; --strategy auto takes the file as it is',
    )
  }

  #overlapping(batch: EntryBatch, index: number): HactlError {
    return unsafe(
      `${this.#place(batch, index)} is a range or an odd mask: where such keys overlap the first one answers, and a patch cannot keep their order`,
      replaceInstead,
    )
  }

  #place(batch: EntryBatch, index: number): string {
    return `${batch.place(index, this.#name)}: the key ${JSON.stringify(readable(batch.key(index).toString('latin1')))}`
  }
}

/** @throws HactlError `patch-unsafe` when entries of this map mean something by their order, whatever their keys */
export function requireOrderless(map: MapReference, {types, unordered}: MatchKind): void {
  if (unordered) return
  throw unsafe(
    `${map} matches by ${types.length === 0 ? 'nothing that is known' : types.join(', ')}: where several keys fit (also those that differ in case only) the first one answers, and a patch cannot keep their order`,
    replaceInstead,
  )
}

export const replaceInstead = '--strategy auto replaces the whole map, in the order of the file, from HAProxy 2.4 on'

export const unsafe = (message: string, hint: string): HactlError => new HactlError('patch-unsafe', {exit: 2, message, hint})
