import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {tableRows} from '../../src/render/table.ts'
import type {Row} from '../../src/render/types.ts'
import {unicodeMeasure} from '../../src/render/width.ts'
import {anyRows, anyText, columns} from './arbitrary.ts'
import {batchesOf, textOf} from './collect.ts'

const {width: widthOf} = await unicodeMeasure()
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

describe('a table', () => {
  test('stands in columns under a heading, numbers right, no spaces at the end of a line', async () => {
    const rows = [
      {key: '/a', value: 7},
      {key: '/long/one', value: 1234},
    ]
    expect(await textOf(tableRows(columns, batchesOf(rows), {headers: true}))).toBe('KEY        VALUE\n/a             7\n/long/one   1234\n')
    const texts = [
      {key: '/a', value: 'x'},
      {key: '/long/one', value: ''},
    ]
    expect(await textOf(tableRows(columns, batchesOf(texts), {headers: false}))).toBe('/a         x\n/long/one  \n')
  })

  test('shows null as -, and what the column says', async () => {
    const formatted = [{name: 'key'}, {name: 'value', heading: 'SIZE', format: (cell: unknown) => `${String(cell)} kB`}]
    expect(await textOf(tableRows(formatted, [[{key: null, value: 3}]], {headers: true}))).toBe('KEY  SIZE\n-    3 kB\n'.replace('SIZE', 'SIZE'.padStart(4)))
  })

  test('of nothing is its heading', async () => {
    expect(await textOf(tableRows(columns, [], {headers: true}))).toBe('KEY  VALUE\n')
    expect(await textOf(tableRows(columns, [], {headers: false}))).toBe('')
  })

  test('has one line a row, and nothing in it drives the terminal', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const text = await textOf(tableRows(columns, batchesOf(rows), {headers: true}))
        expect(linesOf(text)).toHaveLength(rows.length + 1)
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/)
      }),
    )
  })

  test('cuts nothing where there is no terminal', async () => {
    const value = 'x'.repeat(500)
    expect(await textOf(tableRows(columns, [[{key: 'a', value}]], {headers: true}))).toContain(value)
  })

  test('never is wider than the terminal, whatever it shows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({key: anyText, value: anyText}), {maxLength: 5}), fc.integer({min: 12, max: 60}), async (rows, width) => {
        for (const line of linesOf(await textOf(tableRows(columns, batchesOf(rows), {headers: true, width})))) expect(widthOf(line)).toBeLessThanOrEqual(width)
      }),
    )
  })

  test('drops the column of the highest priority first, and shortens before it drops', async () => {
    const three = [{name: 'name'}, {name: 'comment', priority: 2}, {name: 'state', priority: 1}]
    const rows = [{name: 'n'.repeat(18), comment: 'c'.repeat(30), state: 'up'}]
    const at = async (width: number): Promise<string> =>
      linesOf(await textOf(tableRows(three, [rows], {headers: true, width})))[0]
        ?.split(/ +/)
        .join(' ') ?? ''
    expect(await at(80)).toBe('NAME COMMENT STATE')
    expect(await at(50)).toBe('NAME COMMENT STATE')
    expect(await at(40)).toBe('NAME STATE')
    expect(await at(20)).toBe('NAME')
  })

  test('streams: the first rows are there before the last are asked for', async () => {
    let asked = 0
    function* source(): Generator<readonly Row[]> {
      for (;;) {
        asked += 500
        yield Array.from({length: 500}, (_, index) => ({key: `${index}`, value: 'v'}))
      }
    }
    const first = await tableRows(columns, source(), {headers: true}).next()
    expect(linesOf(String(first.value)).length).toBeGreaterThan(500)
    expect(asked).toBeLessThanOrEqual(1500)
  })

  test('a later row that is wider is cut on a terminal and whole in a pipe', async () => {
    const rows = [...Array.from({length: 1000}, () => ({key: 'k', value: 'v'})), {key: 'longer-key', value: 'v'}]
    expect(linesOf(await textOf(tableRows(columns, batchesOf(rows, 100), {headers: true, width: 80}))).at(-1)).toBe('lo…  v')
    expect(linesOf(await textOf(tableRows(columns, batchesOf(rows, 100), {headers: true}))).at(-1)).toBe('longer-key  v')
  })
})
