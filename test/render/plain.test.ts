import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {plainRows} from '../../src/render/plain.ts'
import {plainValue} from '../../src/render/plain-value.ts'
import {columns, notText} from './arbitrary.ts'
import {batchesOf, bytesOf} from './collect.ts'

describe('a list as plain text', () => {
  test('is tab separated, one row a line, no heading; null is nothing', async () => {
    const rows = [
      {key: 'a', value: 1},
      {key: 'b c', value: null},
      {key: '', value: true},
    ]
    expect((await bytesOf(plainRows(columns, batchesOf(rows)))).toString()).toBe('a\t1\nb c\t\n\ttrue\n')
  })

  test('bytes leave as they came, text or not, and in order', async () => {
    const anyBytes = fc.oneof(notText, fc.uint8Array())
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({key: anyBytes, value: fc.oneof(anyBytes, fc.string())}), {maxLength: 6}), async (rows) => {
        const lines = rows.flatMap(({key, value}) => [Buffer.from(key), Buffer.from('\t'), Buffer.from(value), Buffer.from('\n')])
        expect(await bytesOf(plainRows(columns, batchesOf(rows, 3)))).toEqual(Buffer.concat(lines))
      }),
    )
  })
})

test.each([
  [null, ''],
  ['a', 'a\n'],
  [7, '7\n'],
  [['a', 1, null], 'a\n1\n\n'],
  [
    [
      ['a', 1],
      ['b', {c: 2}],
    ],
    'a\t1\nb\t{"c":2}\n',
  ],
  [{x: 1, y: 'z'}, '1\tz\n'],
  [[], ''],
])('the answer of a query %j as plain text', (value, expected) => {
  expect(plainValue(value)).toBe(expected)
})
