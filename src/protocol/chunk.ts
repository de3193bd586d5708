import type {EntryBatch} from './entry-batch.ts'

const LF = 0x0a
const SP = 0x20

/** Bytes of an entry as a payload line: key, one space (also before an empty value: `add map` wants one), value, LF. */
export function payloadLineLength(batch: EntryBatch, index: number): number {
  return batch.keyEnd(index) - batch.keyStart(index) + 2 + batch.valueEnd(index) - batch.valueStart(index)
}

/** Entries that go out together. */
export interface Chunk {
  /** Lines of a payload, or one line of commands. */
  readonly payload: Buffer
  readonly entries: number
  /** How many commands stand in the line, each of which is answered; 0 for a payload, whose one command is still to come. */
  readonly commands: number
}

/** Makes chunks of entries, in their order. */
export interface Chunking {
  /** @returns the chunks that are full now */
  push(batch: EntryBatch): Chunk[]
  /** @returns what is left */
  end(): Chunk[]
}

/** Fills payloads with entries of a map, lines `key value` with nothing escaped (runtime-api 3.7), each as full as `target` allows. An entry that is longer goes alone. */
export class Chunker implements Chunking {
  readonly #target: number
  readonly #room: number
  #buffer: Buffer
  #length = 0
  #entries = 0

  /**
   * @param room bytes that HAProxy takes; an entry longer than that must have been refused before
   * @param target bytes that a payload should have
   */
  constructor(room: number, target = room) {
    this.#room = room
    this.#target = Math.min(target, room)
    this.#buffer = Buffer.allocUnsafe(room)
  }

  push(batch: EntryBatch): Chunk[] {
    const full: Chunk[] = []
    for (let index = 0; index < batch.count; ) {
      const run = this.#verbatimRun(batch, index)
      if (run > index) {
        this.#length += batch.bytes.copy(this.#buffer, this.#length, batch.keyStart(index), batch.valueEnd(run - 1) + 1)
        this.#entries += run - index
        index = run
        continue
      }
      const length = payloadLineLength(batch, index)
      if (length > this.#room) throw new RangeError(`an entry of ${length} bytes does not fit in ${this.#room}`)
      if (this.#length > 0 && this.#length + length > this.#target) {
        full.push(this.#take())
        continue
      }
      this.#write(batch, index)
      index += 1
    }
    return full
  }

  end(): Chunk[] {
    return this.#entries ? [this.#take()] : []
  }

  /** Lines that already stand in the file as they go over the wire, one behind the other, are copied in one piece. @returns the entry behind the last of them */
  #verbatimRun(batch: EntryBatch, from: number): number {
    const {bytes} = batch
    const start = batch.keyStart(from)
    let index = from
    while (index < batch.count) {
      const keyEnd = batch.keyEnd(index)
      const valueEnd = batch.valueEnd(index)
      const follows = index === from || batch.keyStart(index) === batch.valueEnd(index - 1) + 1
      const verbatim = bytes[keyEnd] === SP && batch.valueStart(index) === keyEnd + 1 && bytes[valueEnd] === LF
      if (!follows || !verbatim || this.#length + valueEnd + 1 - start > this.#target) break
      index += 1
    }
    return index
  }

  #write(batch: EntryBatch, index: number): void {
    this.#length += batch.bytes.copy(this.#buffer, this.#length, batch.keyStart(index), batch.keyEnd(index))
    this.#buffer[this.#length++] = SP
    this.#length += batch.bytes.copy(this.#buffer, this.#length, batch.valueStart(index), batch.valueEnd(index))
    this.#buffer[this.#length++] = LF
    this.#entries += 1
  }

  #take(): Chunk {
    const chunk = {payload: this.#buffer.subarray(0, this.#length), entries: this.#entries, commands: 0}
    this.#buffer = Buffer.allocUnsafe(this.#room)
    this.#length = 0
    this.#entries = 0
    return chunk
  }
}
