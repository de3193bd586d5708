import type {EntryBatch} from '../../src/index.ts'

/** Entries as pairs, one character a byte. */
export const pairsOf = (batches: readonly EntryBatch[]): [string, string][] =>
  batches.flatMap((batch) =>
    Array.from({length: batch.count}, (_, index): [string, string] => [batch.key(index).toString('latin1'), batch.value(index).toString('latin1')]),
  )

export const linesIn = (batches: readonly EntryBatch[]): number[] =>
  batches.flatMap((batch) => Array.from({length: batch.count}, (_, index) => batch.line(index)))
