import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {EntryBatch} from '../../src/index.ts'
import {type Chunk, Chunker, payloadLineLength} from '../../src/protocol/chunk.ts'
import {latin1} from './pieces.ts'
import {runs} from './runs.ts'

type Row = readonly [before: string, key: string, separator: string, value: string, after: string]

/** Entries as they stand in a file, with what stands around them. */
function batchOf(rows: readonly Row[]): EntryBatch {
  const batch = new EntryBatch(latin1(rows.map((row) => `${row.join('')}\n`).join('')), 1)
  let at = 0
  rows.forEach(([before, key, separator, value, after], index) => {
    const keyStart = at + before.length
    const valueStart = keyStart + key.length + separator.length
    batch.add(keyStart, keyStart + key.length, valueStart, valueStart + value.length, index + 1)
    at = valueStart + value.length + after.length + 1
  })
  return batch
}

const plain = (key: string, value: string): Row => ['', key, ' ', value, '']
const line = ([, key, , value]: Row): string => `${key} ${value}\n`
const chunksOf = (chunker: Chunker, batches: readonly EntryBatch[]): Chunk[] => {
  const full = batches.flatMap((batch) => chunker.push(batch))
  return [...full, ...chunker.end()]
}
const text = ({payload}: Chunk): string => payload.toString('latin1')

const word = fc.stringMatching(/^[a-z]{1,12}$/)
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.constantFrom('', '', '', ' '),
  word,
  fc.constantFrom(' ', ' ', ' ', '\t', '  '),
  fc.oneof(word, fc.constant('')),
  fc.constantFrom('', '', '', ' ', '\r'),
)
const batches = fc.array(fc.array(row, {maxLength: 20}), {maxLength: 4})

describe('a chunker', () => {
  test('loses nothing, keeps the order, stays within its room and fills it', () => {
    fc.assert(
      fc.property(batches, fc.integer({min: 26, max: 100}), (given, room) => {
        const chunks = chunksOf(new Chunker(room), given.map(batchOf))
        const lines = given.flat().map(line)
        expect(chunks.map(text).join('')).toBe(lines.join(''))
        expect(chunks.reduce((sum, {entries}) => sum + entries, 0)).toBe(lines.length)
        for (const chunk of chunks) {
          expect(chunk.payload.length).toBeLessThanOrEqual(room)
          expect(chunk.entries).toBe(text(chunk).split('\n').length - 1)
          expect(text(chunk).endsWith('\n')).toBe(true)
        }
        chunks.slice(1).forEach((chunk, index) => {
          const first = text(chunk).indexOf('\n') + 1
          expect((chunks[index]?.payload.length ?? 0) + first).toBeGreaterThan(room)
        })
      }),
      runs(300),
    )
  })

  test.each([16, 32, 64])('sends all of 3,000 lines of %i bytes, which divide the chunk exactly', (size) => {
    const rows = Array.from({length: 3000}, (_, index) => plain(`k${index}`, 'v'.repeat(size - `k${index} \n`.length)))
    const chunks = chunksOf(new Chunker(8192), [batchOf(rows)])
    expect(chunks.map(({payload}) => payload.length)).toEqual([
      ...Array.from({length: Math.floor((3000 * size) / 8192)}, () => 8192),
      ...((3000 * size) % 8192 ? [(3000 * size) % 8192] : []),
    ])
    expect(chunks.map(text).join('')).toBe(rows.map(line).join(''))
  })

  test('sends the last entry also when it is the one that does not fit any more', () => {
    for (let count = 1; count <= 1000; count += 1) {
      const rows = Array.from({length: count}, (_, index) => plain(`host${String(index).padStart(6, '0')}.example.com`, 'be_backend'))
      const chunks = chunksOf(new Chunker(8192), [batchOf(rows)])
      expect(chunks.reduce((sum, {entries}) => sum + entries, 0)).toBe(count)
    }
  })

  test('makes nothing of nothing', () => {
    expect(chunksOf(new Chunker(100), [])).toEqual([])
    expect(chunksOf(new Chunker(100), [batchOf([])])).toEqual([])
  })

  test('takes an entry that fills its room to the last byte', () => {
    const rows = [plain('a', '1'), plain('b', 'x'.repeat(7)), plain('c', '3')]
    expect(chunksOf(new Chunker(10), [batchOf(rows)]).map(text)).toEqual(['a 1\n', 'b xxxxxxx\n', 'c 3\n'])
  })

  test('sends alone what is longer than the size asked for, up to the room there is', () => {
    const rows = [plain('a', '1'), plain('b', 'x'.repeat(50)), plain('c', '3'), plain('d', '4')]
    expect(chunksOf(new Chunker(60, 8), [batchOf(rows)]).map(text)).toEqual(['a 1\n', `b ${'x'.repeat(50)}\n`, 'c 3\nd 4\n'])
    expect(() => chunksOf(new Chunker(50, 8), [batchOf(rows)])).toThrow(RangeError)
  })

  test('hands out chunks that stay as they are', () => {
    const chunker = new Chunker(8)
    const first = chunker.push(batchOf([plain('a', '1'), plain('b', '2'), plain('c', '3')]))
    const before = first.map(text)
    chunker.push(batchOf([plain('d', '4'), plain('e', '5'), plain('f', '6')]))
    chunker.end()
    expect(first.map(text)).toEqual(before)
  })

  test('measures an entry as it goes over the wire', () => {
    fc.assert(
      fc.property(row, (given) => {
        expect(payloadLineLength(batchOf([given]), 0)).toBe(line(given).length)
      }),
      runs(50),
    )
  })
})
