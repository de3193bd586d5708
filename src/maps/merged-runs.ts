import type {FileHandle} from 'node:fs/promises'
import {recordWords} from './radix-sort.ts'

/** Words of a block that is read, or merged, at once: 64 kB. */
const blockWords = 1 << 14

/** A sorted run in a file, read block by block. */
class Run {
  readonly words = new Uint32Array(blockWords)
  /** The record that it stands at, in `words`. */
  at = 0
  #filled = 0
  #position: number
  readonly #end: number
  readonly #file: FileHandle

  constructor(file: FileHandle, start: number, end: number) {
    this.#file = file
    this.#position = start
    this.#end = end
  }

  /** There is a record without reading on. */
  get ready(): boolean {
    return this.at < this.#filled
  }

  /** @returns whether there is a record at all */
  async fill(): Promise<boolean> {
    this.at = 0
    this.#filled = Math.min(blockWords, this.#end - this.#position)
    const bytes = new Uint8Array(this.words.buffer, 0, this.#filled * 4)
    for (let done = 0; done < bytes.length; ) {
      const {bytesRead} = await this.#file.read(bytes, done, bytes.length - done, this.#position * 4 + done)
      if (bytesRead === 0) throw new RangeError('a run of sorted entries ended early')
      done += bytesRead
    }
    this.#position += this.#filled
    return this.#filled > 0
  }
}

/** Sorted runs as one. Of equal keys those of an earlier run come first. */
export class MergedRuns {
  /** Records in order, as many as `filled` words. */
  readonly words = new Uint32Array(blockWords)
  at = 0
  #filled = 0
  /** The run that is next is the first; a heap. */
  readonly #runs: {readonly run: Run; readonly rank: number}[]

  private constructor(runs: readonly Run[]) {
    this.#runs = runs.map((run, rank) => ({run, rank}))
    for (let index = this.#runs.length >> 1; index >= 0; index -= 1) this.#sink(index)
  }

  /** @param lengths words of each run, one behind the other in the file */
  static async of(file: FileHandle | undefined, lengths: readonly number[]): Promise<MergedRuns> {
    const runs: Run[] = []
    let start = 0
    for (const length of lengths) {
      if (!file) break
      const run = new Run(file, start, start + length)
      start += length
      if (await run.fill()) runs.push(run)
    }
    return new MergedRuns(runs)
  }

  get ready(): boolean {
    return this.at < this.#filled
  }

  step(): void {
    this.at += recordWords
  }

  /** @returns whether there is a record at all */
  async fill(): Promise<boolean> {
    if (this.ready) return true
    this.at = 0
    this.#filled = 0
    for (let first = this.#runs[0]; first && this.#filled < blockWords; first = this.#runs[0]) {
      const {run} = first
      for (let word = 0; word < recordWords; word += 1) this.words[this.#filled + word] = run.words[run.at + word] ?? 0
      this.#filled += recordWords
      run.at += recordWords
      if (!run.ready && !(await run.fill())) this.#removeFirst()
      this.#sink(0)
    }
    return this.#filled > 0
  }

  #removeFirst(): void {
    const last = this.#runs.pop()
    if (last && this.#runs.length > 0) this.#runs[0] = last
  }

  #sink(from: number): void {
    let index = from
    for (;;) {
      const left = index * 2 + 1
      const child = this.#before(left + 1, left) ? left + 1 : left
      if (!this.#before(child, index)) return
      const [a, b] = [this.#runs[index], this.#runs[child]]
      if (!a || !b) return
      this.#runs[index] = b
      this.#runs[child] = a
      index = child
    }
  }

  #before(one: number, other: number): boolean {
    const [a, b] = [this.#runs[one], this.#runs[other]]
    if (!a || !b) return false
    const order = compareKeys(a.run, b.run)
    return order < 0 || (order === 0 && a.rank < b.rank)
  }
}

interface AtRecord {
  readonly words: Uint32Array
  readonly at: number
}

/** Negative, 0 or positive, by the hash of the key. */
export function compareKeys(a: AtRecord, b: AtRecord): number {
  const high = (a.words[a.at] ?? 0) - (b.words[b.at] ?? 0)
  return high !== 0 ? high : (a.words[a.at + 1] ?? 0) - (b.words[b.at + 1] ?? 0)
}

export const sameValue = (a: AtRecord, b: AtRecord): boolean => a.words[a.at + 2] === b.words[b.at + 2] && a.words[a.at + 3] === b.words[b.at + 3]
