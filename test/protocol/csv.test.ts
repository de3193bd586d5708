import {parse} from 'csv-parse/sync'
import {stringify} from 'csv-stringify/sync'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {CsvReader} from '../../src/protocol/csv.ts'
import {answerTo, recorded} from './fixtures.ts'

/** Everything that a cell may have to be quoted for. */
const cell = fc.string({unit: fc.constantFrom('a', 'é', ' ', ',', '"', '\n', '\r', "'")})
const table = fc.array(fc.array(cell, {minLength: 2, maxLength: 5}), {minLength: 1, maxLength: 8})

const readInPieces = (text: string, sizes: readonly number[]): string[][] => {
  const reader = new CsvReader()
  const records: string[][] = []
  let from = 0
  for (const size of [...sizes, text.length]) {
    records.push(...reader.push(text.slice(from, from + size)))
    from += size
  }
  return records
}

test('what csv-stringify writes is read, however it is cut', () => {
  fc.assert(
    fc.property(table, fc.array(fc.integer({min: 1, max: 9})), (records, sizes) => {
      // HAProxy quotes what is quoted here too (csv_enc), a lone \r included
      const text = stringify(records, {quoted_match: /\r/})
      expect(readInPieces(text, sizes)).toEqual(records)
    }),
  )
})

test.each(recorded)('show stat of HAProxy %s reads as csv-parse reads it', (_, recording) => {
  const text = answerTo(recording, 'show stat').replace(/\n\n$/, '\n')
  const reader = new CsvReader()
  expect(reader.push(text)).toEqual(parse(text))
  expect(reader.ended).toBe(false)
  reader.push('\n')
  expect(reader.ended).toBe(true)
})

test('nothing is read behind the empty line, and an open quote is no record', () => {
  const reader = new CsvReader()
  expect(reader.push('a,b\n\nc,d\n')).toEqual([['a', 'b']])
  expect(reader.rest).toBe('c,d\n')
  const open = new CsvReader()
  expect(open.push('a,"b\n\nc,d\n')).toEqual([])
  expect(open.ended).toBe(false)
})
