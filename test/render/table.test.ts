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

  test('is no wider than the terminal beside a column that has neither heading nor cells', async () => {
    const marked = [{name: 'mark', heading: '', format: () => ''}, {name: 'key'}, {name: 'value'}]
    const [heading = '', row = ''] = linesOf(
      await textOf(tableRows(marked, [[{mark: 0, key: 'k'.repeat(40), value: 'v'.repeat(40)}]], {headers: true, width: 60})),
    )
    expect(widthOf(row)).toBe(60)
    expect(widthOf(heading)).toBeLessThanOrEqual(60)
  })

  test('of very many rows at once that differ in the middle of a cell takes time in proportion', {timeout: 10_000}, async () => {
    const rack = 'production-of-the-west-of-europe-in-some-rack'
    const many = Array.from({length: 40_000}, (_, index) => ({key: `${rack}-${index + 100_000}-with-a-name-too-long-for-a-terminal`, value: index}))
    const [, ...lines] = linesOf(await textOf(tableRows(columns, [many], {headers: true, width: 40})))
    expect(lines).toHaveLength(many.length)
    // each by what makes it differ
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(many.length)
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

  test.each([
    ['at their ends', 'be_customer_checkout_frontend_eu_west', 'be_customer_checkout_frontend_eu_central'],
    ['at their beginnings', 'blue-customer-checkout-frontend-production', 'green-customer-checkout-frontend-production'],
    ['in the middle only', 'production-eu-west-shop-blue-checkout-frontend-http', 'production-eu-west-shop-green-checkout-frontend-http'],
    ['in a number', 'application-server-customer-checkout-0001-eu-west-production', 'application-server-customer-checkout-0002-eu-west-production'],
    ['in a letter of another script', 'größte-anwendung-für-kunden-und-kasse-ä-hauptstandort', 'größte-anwendung-für-kunden-und-kasse-ü-hauptstandort'],
  ])('never cuts two names alike that differ %s', async (_, one, other) => {
    const both = [{name: 'proxy'}, {name: 'server'}, {name: 'status', priority: 1}]
    const rows = [one, other].map((name) => ({proxy: name, server: name, status: 'no check'}))
    for (const width of [40, 60, 80]) {
      const lines = linesOf(await textOf(tableRows(both, [rows], {headers: false, width})))
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
      const names = lines.map((line) => line.split(/ {2,}/).slice(0, 2))
      expect(names.flat().every((name) => name.length > 1)).toBe(true)
      for (const column of [0, 1]) expect(names[0]?.[column]).not.toBe(names[1]?.[column])
    }
  })

  test('drops columns that it could do without where names would look the same', async () => {
    const all = [{name: 'name'}, {name: 'comment', priority: 2}, {name: 'state', priority: 1}]
    // differences at both ends and in the middle, which only the whole of them tells
    const names = ['aa', 'ab', 'ba', 'bb'].map(([first, last]) => `${first}${'x'.repeat(24)}${last}${'y'.repeat(24)}`)
    const rows = names.map((name) => ({name, comment: 'c'.repeat(20), state: 'ready'}))
    const lines = linesOf(await textOf(tableRows(all, [rows], {headers: false, width: 60})))
    expect(new Set(lines.map((line) => line.split('  ')[0])).size).toBe(4)
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
