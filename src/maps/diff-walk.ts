import {type EntryBatch, sameEntry, sameKey} from '../protocol/entry-batch.ts'
import {Cursor} from './cursor.ts'
import {PairedChanges} from './paired-changes.ts'
import type {Fate, Side, Tally, Walk} from './tally.ts'

/** One difference: `was` is the running value, `value` that of the source. */
export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  readonly key: Uint8Array
  readonly was?: Uint8Array
  readonly value?: Uint8Array
}

export interface WalkOptions {
  /** Tell entries that stand elsewhere, too. */
  readonly moved: boolean
}

/** Lines that are handed on at once. */
const batchSize = 100

/**
 * Tells what a first pass has counted, in the order of the two sides: they run in step while their keys are equal; where they part, `rest` knows what
 * became of each entry.
 */
export async function* walkDifference(
  source: AsyncIterable<EntryBatch>,
  running: AsyncIterable<EntryBatch>,
  rest: Tally | undefined,
  options: WalkOptions,
): AsyncGenerator<readonly DiffLine[], void> {
  await using ours = new Cursor(source)
  await using theirs = new Cursor(running)
  const walker = new Walker(ours, theirs, rest, options)
  for (;;) {
    const [here, there] = [await ours.fill(), await theirs.fill()]
    if (!here && !there) break
    walker.run()
    if (walker.lines.length >= batchSize) yield walker.take()
  }
  walker.finish()
  yield walker.take()
}

/** A line that is kept must not keep the block that it was read from. */
const copy = (bytes: Buffer): Buffer => Buffer.from(bytes)

class Walker {
  lines: DiffLine[] = []
  readonly #ours: Cursor
  readonly #theirs: Cursor
  readonly #rest: Tally | undefined
  readonly #walk: Walk | undefined
  readonly #moved: boolean
  readonly #changes = new PairedChanges()
  #parted = false
  // asked once for each entry: asking counts its occurrences
  #ourFate: Fate | undefined
  #theirFate: Fate | undefined

  constructor(ours: Cursor, theirs: Cursor, rest: Tally | undefined, {moved}: WalkOptions) {
    this.#ours = ours
    this.#theirs = theirs
    this.#rest = rest
    this.#walk = rest?.walk()
    this.#moved = moved
  }

  take(): DiffLine[] {
    const {lines} = this
    this.lines = []
    return lines
  }

  /** Goes on until one side has to be filled. */
  run(): void {
    while (this.lines.length < batchSize) {
      const [a, b] = [this.#ours.ready ? this.#ours.batch : undefined, this.#theirs.ready ? this.#theirs.batch : undefined]
      if (a && b) this.#both(a, b)
      else if (a && !this.#theirs.batch) this.#oursAlone(a)
      else if (b && !this.#ours.batch) this.#theirsAlone(b)
      else return
    }
  }

  /** Changes whose other half did not come. */
  finish(): void {
    this.lines.push(...this.#changes.unpaired())
  }

  #both(a: EntryBatch, b: EntryBatch): void {
    const [i, j] = [this.#ours.index, this.#theirs.index]
    const equalKeys = sameKey(a, i, b, j)
    if (!this.#parted && !equalKeys) this.#parted = true
    if (!this.#parted) return this.#inStep(a, b)
    const theirFate = (this.#theirFate ??= this.#fate('running', b, j))
    if (theirFate === 'removed') return this.#theirsAlone(b)
    const ourFate = (this.#ourFate ??= this.#fate('source', a, i))
    if (ourFate === 'added') return this.#oursAlone(a)
    const waiting = ourFate === 'changed' && equalKeys ? this.#changes.waiting(a.key(i)) : undefined
    if (waiting === 'running') return this.#oursAlone(a)
    // two of one key that are not the same are two occurrences of it, one of which has moved
    const apart = ourFate === 'same' && !sameEntry(a, i, b, j)
    if (equalKeys && ourFate === theirFate && waiting === undefined && !apart) return this.#inStep(a, b)
    this.#theirsAlone(b)
  }

  #inStep(a: EntryBatch, b: EntryBatch): void {
    const [i, j] = [this.#ours.index, this.#theirs.index]
    if (!sameEntry(a, i, b, j)) this.lines.push({kind: 'changed', key: copy(a.key(i)), was: copy(b.value(j)), value: copy(a.value(i))})
    this.#stepOurs()
    this.#stepTheirs()
  }

  #oursAlone(a: EntryBatch): void {
    this.#parted = true
    const i = this.#ours.index
    const fate = (this.#ourFate ??= this.#fate('source', a, i))
    if (fate === 'added') this.lines.push({kind: 'added', key: copy(a.key(i)), value: copy(a.value(i))})
    else if (fate === 'changed') this.lines.push(...this.#changes.meet('source', copy(a.key(i)), copy(a.value(i))))
    else if (this.#moved) this.lines.push({kind: 'moved', key: copy(a.key(i)), value: copy(a.value(i))})
    this.#stepOurs()
  }

  #theirsAlone(b: EntryBatch): void {
    this.#parted = true
    const j = this.#theirs.index
    const fate = (this.#theirFate ??= this.#fate('running', b, j))
    if (fate === 'removed') this.lines.push({kind: 'removed', key: copy(b.key(j)), was: copy(b.value(j))})
    else if (fate === 'changed') this.lines.push(...this.#changes.meet('running', copy(b.key(j)), copy(b.value(j))))
    this.#stepTheirs()
  }

  #fate(side: Side, batch: EntryBatch, index: number): Fate {
    if (!this.#rest || !this.#walk) return side === 'source' ? 'added' : 'removed'
    return this.#rest.fate(this.#walk, side, batch, index)
  }

  #stepOurs(): void {
    this.#ours.step()
    this.#ourFate = undefined
  }

  #stepTheirs(): void {
    this.#theirs.step()
    this.#theirFate = undefined
  }
}
