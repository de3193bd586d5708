import type {EntryBatch} from '../protocol/entry-batch.ts'

/** A place in a stream of batches. Awaits only where a batch ends. */
export class Cursor implements AsyncDisposable {
  readonly #batches: AsyncIterator<EntryBatch, unknown>
  batch: EntryBatch | undefined
  index = 0
  /** Entries passed so far. */
  passed = 0

  constructor(batches: AsyncIterable<EntryBatch>) {
    this.#batches = batches[Symbol.asyncIterator]()
  }

  /** True while `batch` and `index` name an entry without waiting. */
  get ready(): boolean {
    return this.batch !== undefined && this.index < this.batch.count
  }

  /** @returns whether there is an entry at all */
  async fill(): Promise<boolean> {
    while (!this.ready) {
      const next = await this.#batches.next()
      this.index = 0
      this.batch = next.done === true ? undefined : next.value
      if (!this.batch) return false
    }
    return true
  }

  step(by = 1): void {
    this.index += by
    this.passed += by
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#batches.return?.()
  }
}
