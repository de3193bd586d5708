import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {readable} from '../protocol/word.ts'
import {type Hash, hashBytes} from './hash.ts'
import {HashTable} from './hash-table.ts'
import type {EntrySource} from './source.ts'

/** What to do with a key that a source holds twice: keep both as HAProxy's loader does, refuse, or keep the first or the last one only. */
export type DuplicatePolicy = 'keep' | 'error' | 'first' | 'last'

/** The source as the policy leaves it. `keep` costs nothing, the others a table of the keys. */
export function withoutDuplicates(source: EntrySource, policy: DuplicatePolicy): EntrySource {
  if (policy === 'keep') return source
  const entries = policy === 'last' ? () => lastOnly(source) : () => firstOnly(source, policy)
  const {kind, name, file, files} = source
  return {kind, name, file, ...(files && {files}), entries, [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]()}
}

async function* firstOnly(source: EntrySource, policy: 'first' | 'error'): AsyncGenerator<EntryBatch, void> {
  const seen = new SeenKeys()
  const isFirst = (batch: EntryBatch, index: number): boolean => {
    const first = seen.isFirst(batch, index)
    if (!first && policy === 'error') throw duplicate(source.name, batch, index)
    return first
  }
  for await (const batch of source.entries()) yield batch.filter((index) => isFirst(batch, index))
}

/** Remembers keys. */
class SeenKeys {
  readonly #seen = new HashTable({values: false})

  isFirst(batch: EntryBatch, index: number): boolean {
    this.#seen.seek(hashOf(batch, index))
    const first = this.#seen.state === 0
    this.#seen.state = met
    return first
  }
}

/** Names every key that stands there a further time, batch by batch. */
export function repeatedKeys(name: string): (batch: EntryBatch) => HactlError[] {
  const seen = new SeenKeys()
  return (batch) => {
    const found: HactlError[] = []
    for (let index = 0; index < batch.count; index += 1) if (!seen.isFirst(batch, index)) found.push(duplicate(name, batch, index))
    return found
  }
}

async function* lastOnly(source: EntrySource): AsyncGenerator<EntryBatch, void> {
  const last = new HashTable({values: true})
  let position = 0
  for await (const batch of source.entries()) {
    for (let index = 0; index < batch.count; index += 1) {
      last.seek(hashOf(batch, index))
      last.value = position++
    }
  }
  position = 0
  const isLast = (batch: EntryBatch, index: number): boolean => {
    last.seek(hashOf(batch, index))
    return last.value === position++
  }
  for await (const batch of source.entries()) yield batch.filter((index) => isLast(batch, index))
}

const met = 1
const hash: Hash = {a: 0, b: 0}

function hashOf(batch: EntryBatch, index: number): Hash {
  hashBytes(batch.view, batch.keyStart(index), batch.keyEnd(index), hash)
  return hash
}

const duplicate = (name: string, batch: EntryBatch, index: number): HactlError =>
  new HactlError('key-duplicate', {
    exit: 2,
    message: `${batch.place(index, name)}: the key ${JSON.stringify(readable(batch.key(index).toString('latin1')))} stands in the file before`,
    hint: '--on-duplicate keep, first or last takes such a file',
  })
