import {Readable} from 'node:stream'
import type {EntrySource} from '../../src/maps/source.ts'
import {spool} from '../../src/maps/spool.ts'
import type {Entry} from '../haproxy/lab.ts'

/** So many entries, in an order that is not that of their keys. */
export const entriesOf = (count: number, value: string): Entry[] =>
  Array.from({length: count}, (_, index) => [`/key-${(index * 7919) % count}`, `${value}-${index}`])

/** As a map file has them. */
export const textOf = (entries: readonly Entry[]): string => entries.map(([key, value]) => `${key} ${value}\n`).join('')

/** A source that no file has to be written for. */
export const sourceOf = (entries: readonly Entry[]): Promise<EntrySource> => spool(Readable.from([textOf(entries)]), 'a test')

/** Where two lists part, for lists that are too long to be printed. */
export function firstDifference(
  actual: readonly Entry[],
  expected: readonly Entry[],
): {readonly at: number; readonly actual: Entry | undefined; readonly expected: Entry | undefined} | undefined {
  for (let at = 0; at < Math.max(actual.length, expected.length); at += 1) {
    const [one, other] = [actual[at], expected[at]]
    if (one?.[0] !== other?.[0] || one?.[1] !== other?.[1]) return {at, actual: one, expected: other}
  }
  return undefined
}
