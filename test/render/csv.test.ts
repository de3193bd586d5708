import {parse} from 'csv-parse/sync'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {csvRows} from '../../src/render/csv.ts'
import {anyRows, columns} from './arbitrary.ts'
import {batchesOf, textOf} from './collect.ts'

const headers = {headers: true}

describe('a list as CSV', () => {
  test('another library reads the same cells', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const text = await textOf(csvRows(columns, batchesOf(rows), headers))
        const cells = rows.map(({key, value}) => [key, value === null ? '' : String(value)])
        expect(parse(text, {record_delimiter: '\n', skip_empty_lines: false})).toEqual([['key', 'value'], ...cells])
      }),
    )
  })

  test('a cell with a line end is quoted, whichever it is', async () => {
    const rows = [
      {key: 'a\rb', value: 'c\nd'},
      {key: 'say "x"', value: 'one, two'},
    ]
    expect(await textOf(csvRows(columns, [rows], headers))).toBe('key,value\n"a\rb","c\nd"\n"say ""x""","one, two"\n')
  })

  test('without headers there are only rows, and an empty list is nothing', async () => {
    expect(await textOf(csvRows(columns, [[{key: 'a', value: false}]], {headers: false}))).toBe('a,false\n')
    expect(await textOf(csvRows(columns, [], {headers: false}))).toBe('')
    expect(await textOf(csvRows(columns, [], headers))).toBe('key,value\n')
  })

  test('bytes that are no UTF-8 are escaped', async () => {
    expect(await textOf(csvRows(columns, [[{key: Uint8Array.of(0x61, 0xff), value: 1}]], {headers: false}))).toBe('a\\xff,1\n')
  })
})
