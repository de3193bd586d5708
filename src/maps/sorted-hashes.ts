import type {FileHandle} from 'node:fs/promises'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {type Hash, hashBytes} from './hash.ts'
import {MergedRuns} from './merged-runs.ts'
import {recordWords, sortRecords} from './radix-sort.ts'
import {keep, openScratch} from './scratch.ts'

/** Entries that are sorted at once: 8 MB. */
export const usualRun = 1 << 19

/** The hashes of any number of keys and values, sorted by key in TMPDIR; equal keys in the order in which they came. */
export class SortedHashes implements AsyncDisposable {
  readonly #records: Uint32Array
  #length = 0
  #file: FileHandle | undefined
  readonly #runs: number[] = []
  readonly #hash: Hash = {a: 0, b: 0}

  /** @param run entries that are sorted at once */
  constructor(run = usualRun) {
    this.#records = new Uint32Array(run * recordWords)
  }

  /** @param from the first entry of the batch that counts */
  async add(batch: EntryBatch, from: number): Promise<void> {
    for (let index = from; index < batch.count; index += 1) {
      if (this.#length === this.#records.length) await this.#endRun()
      this.#put(batch.view, batch.keyStart(index), batch.keyEnd(index))
      this.#put(batch.view, batch.valueStart(index), batch.valueEnd(index))
    }
  }

  /** All that was added, in order. */
  async sorted(): Promise<MergedRuns> {
    await this.#endRun()
    return MergedRuns.of(this.#file, this.#runs)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close()
  }

  #put(bytes: DataView, start: number, end: number): void {
    hashBytes(bytes, start, end, this.#hash)
    this.#records[this.#length] = this.#hash.a
    this.#records[this.#length + 1] = this.#hash.b
    this.#length += 2
  }

  async #endRun(): Promise<void> {
    if (this.#length === 0) return
    this.#file ??= await openScratch()
    const {buffer, byteOffset, byteLength} = sortRecords(this.#records.subarray(0, this.#length))
    await keep(this.#file, new Uint8Array(buffer, byteOffset, byteLength))
    this.#runs.push(this.#length)
    this.#length = 0
  }
}
