import {type EntryBatch, sameEntry, sameKey} from '../protocol/entry-batch.ts'
import type {Difference} from './compare.ts'
import {Cursor} from './cursor.ts'
import type {DiffLine} from './diff-walk.ts'

/** Entries that may wait for their partner, and changes, together. */
const most = 100_000

/** The two sides are too different to be compared in one reading. */
export class TooFarApart extends Error {}

export interface Pairs {
  readonly difference: Difference
  readonly lines: readonly DiffLine[]
}

/**
 * Finds what differs between two streams of entries in one reading, order aside. Both run in step; entries that do not fit wait for their partner, and the side
 * that lags behind goes on alone, so that after an entry too many the keys soon run in step again.
 *
 * @throws TooFarApart when too many wait
 */
export async function pairEntries(source: AsyncIterable<EntryBatch>, running: AsyncIterable<EntryBatch>): Promise<Pairs> {
  await using ours = new Cursor(source)
  await using theirs = new Cursor(running)
  const pairing = new Pairing(ours, theirs)
  for (;;) {
    const [here, there] = [await ours.fill(), await theirs.fill()]
    if (!here && !there) return pairing.end()
    pairing.run()
  }
}

class Pairing {
  readonly #ours: Cursor
  readonly #theirs: Cursor
  readonly #lines: DiffLine[] = []
  /** Values of the source, by key. */
  readonly #added = new Map<string, Buffer>()
  /** Running values, by key: there a key may stand several times. */
  readonly #removed = new Map<string, Buffer[]>()
  #waiting = 0

  constructor(ours: Cursor, theirs: Cursor) {
    this.#ours = ours
    this.#theirs = theirs
  }

  /** Goes on until one side has to be filled. */
  run(): void {
    const [ours, theirs] = [this.#ours, this.#theirs]
    const [a, b] = [ours.batch, theirs.batch]
    while (a && b && ours.ready && theirs.ready) {
      if (sameEntry(a, ours.index, b, theirs.index)) {
        ours.step()
        theirs.step()
      } else this.#differing(a, b)
    }
    while (a && !b && ours.ready) if (!this.#pairOurs(a)) this.#leaveOurs(a)
    while (b && !a && theirs.ready) if (!this.#pairTheirs(b)) this.#leaveTheirs(b)
  }

  end(): Pairs {
    const changed = this.#lines.length
    for (const [name, value] of this.#added) this.#lines.push({kind: 'added', key: Buffer.from(name, 'latin1'), value})
    const added = this.#added.size
    for (const [name, values] of this.#removed) for (const was of values) this.#lines.push({kind: 'removed', key: Buffer.from(name, 'latin1'), was})
    const removed = this.#lines.length - changed - added
    const [sourceEntries, runningEntries] = [this.#ours.passed, this.#theirs.passed]
    return {difference: {same: this.#lines.length === 0, sourceEntries, runningEntries, added, changed, removed, orderMatters: false}, lines: this.#lines}
  }

  #differing(a: EntryBatch, b: EntryBatch): void {
    if (sameKey(a, this.#ours.index, b, this.#theirs.index)) {
      this.#pair(a.key(this.#ours.index), b.value(this.#theirs.index), a.value(this.#ours.index))
      this.#ours.step()
      this.#theirs.step()
    } else if (!this.#pairTheirs(b) && !this.#pairOurs(a)) {
      this.#leaveOurs(a)
      this.#leaveTheirs(b)
    }
  }

  /** @returns whether the entry of the source has met a running one that waited */
  #pairOurs(a: EntryBatch): boolean {
    if (this.#removed.size === 0) return false
    const key = a.key(this.#ours.index)
    const name = key.toString('latin1')
    const values = this.#removed.get(name)
    const was = values?.shift()
    if (!values || !was) return false
    if (values.length === 0) this.#removed.delete(name)
    this.#waiting -= 1
    this.#pair(key, was, a.value(this.#ours.index))
    this.#ours.step()
    return true
  }

  #pairTheirs(b: EntryBatch): boolean {
    if (this.#added.size === 0) return false
    const key = b.key(this.#theirs.index)
    const name = key.toString('latin1')
    const value = this.#added.get(name)
    if (!value) return false
    this.#added.delete(name)
    this.#waiting -= 1
    this.#pair(key, b.value(this.#theirs.index), value)
    this.#theirs.step()
    return true
  }

  #pair(key: Buffer, was: Buffer, value: Buffer): void {
    if (was.equals(value)) return
    this.#lines.push({kind: 'changed', key: Buffer.from(key), was: Buffer.from(was), value: Buffer.from(value)})
    this.#limit()
  }

  #leaveOurs(a: EntryBatch): void {
    this.#added.set(a.key(this.#ours.index).toString('latin1'), Buffer.from(a.value(this.#ours.index)))
    this.#wait()
    this.#ours.step()
  }

  #leaveTheirs(b: EntryBatch): void {
    const name = b.key(this.#theirs.index).toString('latin1')
    const was = Buffer.from(b.value(this.#theirs.index))
    const values = this.#removed.get(name)
    if (values) values.push(was)
    else this.#removed.set(name, [was])
    this.#wait()
    this.#theirs.step()
  }

  #wait(): void {
    this.#waiting += 1
    this.#limit()
  }

  #limit(): void {
    if (this.#waiting + this.#lines.length > most) throw new TooFarApart()
  }
}
