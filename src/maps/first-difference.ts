import {type EntryBatch, sameEntry} from '../protocol/entry-batch.ts'
import {Cursor} from './cursor.ts'

export interface Place {
  /** The file it stands in; empty where that is not known. */
  readonly origin: string
  /** Line of the source. */
  readonly line: number
  /** Entries of the source before it. */
  readonly index: number
}

/** The first entry of the source that the other side does not have at the same place, `skipped` entries into it. */
export async function compareFirst(source: AsyncIterable<EntryBatch>, other: AsyncIterable<EntryBatch>, skipped: number): Promise<Place | undefined> {
  await using ours = new Cursor(source)
  await using theirs = new Cursor(other)
  while (theirs.passed < skipped && (await theirs.fill())) theirs.step()
  while (await ours.fill()) {
    const there = await theirs.fill()
    const [a, b] = [ours.batch, theirs.batch]
    if (!a) return undefined
    if (!there || !b) return {origin: a.origin, line: a.line(ours.index), index: ours.passed}
    while (ours.ready && theirs.ready) {
      if (!sameEntry(a, ours.index, b, theirs.index)) return {origin: a.origin, line: a.line(ours.index), index: ours.passed}
      ours.step()
      theirs.step()
    }
  }
  return undefined
}
