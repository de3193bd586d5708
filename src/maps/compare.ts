import {type EntryBatch, sameEntry, sameKey} from '../protocol/entry-batch.ts'
import {CanonicalKeys} from './canonical-keys.ts'
import {Cursor} from './cursor.ts'
import type {MatchKind} from './match-kind.ts'
import {SortedCount} from './sorted-count.ts'
import {type Side, Tally} from './tally.ts'

/** What lies between a source and the running content. Counts are null where they were not kept. */
export interface Difference {
  /** Nothing would change for any sample: nothing has to be sent. */
  readonly same: boolean
  readonly sourceEntries: number
  readonly runningEntries: number
  readonly added: number | null
  readonly changed: number | null
  readonly removed: number | null
  /** Another order of the same entries would give other answers: by the match type, by ranges and masks, or since a key stands twice. True also where that is not known. */
  readonly orderMatters: boolean
}

export interface CompareOptions {
  /** Entries beyond which counts are given up; Infinity keeps them at any size. */
  readonly countLimit: number
  /** The source from its beginning: what is beyond the limit is then counted in sorted files, so that counts are never null. */
  readonly again?: (() => AsyncIterable<EntryBatch>) | undefined
  /** Entries of the running map, so far as that is known. */
  readonly expected?: number
  /** Order is a difference whatever the match type: for reading back what was loaded. */
  readonly strict?: boolean
  /** Given what is left of both sides where they parted, when all of it was counted. */
  readonly onRest?: (rest: Tally) => void
}

/**
 * Compares two streams of entries. While the keys run in step nothing is remembered; where they part, the rest goes into a tally.
 * For maps whose match type knows no order (and as long as no key stands twice) another order is no difference.
 */
export async function compare(
  source: AsyncIterable<EntryBatch>,
  running: AsyncIterable<EntryBatch>,
  kind: MatchKind,
  {countLimit, expected = 0, strict = false, again, onRest}: CompareOptions,
): Promise<Difference> {
  await using ours = new Cursor(source)
  await using theirs = new Cursor(running)
  let changed = 0
  let parted = false
  while ((await fillBoth(ours, theirs)) && !parted) {
    const outcome = runInStep(ours, theirs)
    changed += outcome.changed
    parted = outcome.parted
  }
  if (!ours.ready && !theirs.ready) {
    return {same: changed === 0, sourceEntries: ours.passed, runningEntries: theirs.passed, added: 0, changed, removed: 0, orderMatters: !kind.unordered}
  }
  const rest = new Rest(kind, countLimit, Math.min(countLimit, Math.max(0, expected - theirs.passed)))
  const inStep = ours.passed
  await drain(ours, (batch, from) => rest.add('source', batch, from))
  // only keys of the source are remembered: what it holds is too much or is not, before anything more of the running map is read
  await using sorted = !rest.tally && again ? await sortedFrom(again(), inStep) : undefined
  await drain(theirs, (batch, from) => (sorted ? sorted.add('running', batch, from) : rest.add('running', batch, from)))
  const {tally} = rest
  if (tally) onRest?.(tally)
  const counts = tally ? tally.counts() : await sorted?.counts()
  const same = !strict && changed === 0 && rest.orderIsNothing && counts !== undefined && counts.added + counts.changed + counts.removed === 0
  return {
    same,
    sourceEntries: ours.passed,
    runningEntries: theirs.passed,
    added: counts?.added ?? null,
    changed: counts ? counts.changed + changed : null,
    removed: counts?.removed ?? null,
    orderMatters: rest.orderMatters,
  }
}

async function fillBoth(a: Cursor, b: Cursor): Promise<boolean> {
  const [first, second] = [await a.fill(), await b.fill()]
  return first && second
}

/** Walks both while their keys are equal and their batches last. */
function runInStep(ours: Cursor, theirs: Cursor): {changed: number; parted: boolean} {
  let changed = 0
  const [a, b] = [ours.batch, theirs.batch]
  if (!a || !b) return {changed, parted: true}
  while (ours.ready && theirs.ready) {
    if (!sameEntry(a, ours.index, b, theirs.index)) {
      if (!sameKey(a, ours.index, b, theirs.index)) return {changed, parted: true}
      changed += 1
    }
    ours.step()
    theirs.step()
  }
  return {changed, parted: false}
}

/** A source that is too large to be remembered, without what ran in step. */
async function sortedFrom(source: AsyncIterable<EntryBatch>, inStep: number): Promise<SortedCount> {
  await using cursor = new Cursor(source)
  const sorted = new SortedCount()
  while (cursor.passed < inStep && (await cursor.fill())) cursor.step(Math.min(inStep - cursor.passed, (cursor.batch?.count ?? 0) - cursor.index))
  try {
    await drain(cursor, (batch, from) => sorted.add('source', batch, from))
    return sorted
  } catch (error) {
    await sorted[Symbol.asyncDispose]()
    throw error
  }
}

/** Passes all that is left, batch by batch. */
async function drain(cursor: Cursor, take: (batch: EntryBatch, from: number) => void | Promise<void>): Promise<void> {
  while (await cursor.fill()) {
    const {batch, index} = cursor
    if (!batch) continue
    await take(batch, index)
    cursor.step(batch.count - index)
  }
}

/** What is left of both sides where they parted. */
class Rest {
  /** Undefined when there were more than the limit. */
  tally: Tally | undefined
  readonly #canonical: CanonicalKeys
  readonly #limit: number

  constructor(kind: MatchKind, limit: number, expected: number) {
    this.tally = new Tally(expected)
    this.#canonical = new CanonicalKeys(kind)
    this.#limit = limit
  }

  add(side: Side, batch: EntryBatch, from: number): void {
    if (!this.tally) return
    this.tally.add(side, batch, from)
    this.#canonical.add(side, batch, from)
    if (this.tally.size > this.#limit) this.tally = undefined
  }

  get orderMatters(): boolean {
    return this.tally?.duplicates !== false || !this.#canonical.unordered
  }

  get orderIsNothing(): boolean {
    return this.tally !== undefined && this.tally.balanced && !this.orderMatters
  }
}
