import {expect, test} from 'vitest'
import {renderList} from '../../src/render/list.ts'
import {readQuery} from '../../src/render/query.ts'
import type {Column, OutputFormat} from '../../src/render/types.ts'
import {textOf} from './collect.ts'

/** Rows of cells by position, of which some are missing. */
const columns: readonly Column[] = [
  {name: 'a', key: 0},
  {name: 'b', key: 1, sparse: true},
  {name: 'c', key: 2, sparse: true},
]
const rows = [{0: 'x', 1: 1.5}, {0: 'z', 2: 0}, {}]
const shown = (format: OutputFormat): Promise<string> => textOf(renderList(columns, [rows], {format, headers: true}))

test('what a row does not have is left out where names stand beside values, and empty where only places do', async () => {
  expect(JSON.parse(await shown('json'))).toEqual([{a: 'x', b: 1.5}, {a: 'z', c: 0}, {a: null}])
  expect(await shown('yaml')).toBe('- a: x\n  b: 1.5\n- a: z\n  c: 0\n- a: null\n')
  expect(await shown('csv')).toBe('a,b,c\nx,1.5,\nz,,0\n,,\n')
  expect(await shown('plain')).toBe('x\t1.5\t\nz\t\t0\n\t\t\n')
  const query = await readQuery('[].keys(@)')
  expect(JSON.parse(await textOf(renderList(columns, [rows], {format: 'json', headers: true, query})))).toEqual([['a', 'b'], ['a', 'c'], ['a']])
})

test('a row that has nothing at all is an empty object', async () => {
  const all = columns.map((column) => ({...column, sparse: true}))
  const empty = (format: OutputFormat): Promise<string> => textOf(renderList(all, [[{}]], {format, headers: true}))
  expect([await empty('json'), await empty('yaml')]).toEqual(['[\n{}\n]\n', '- {}\n'])
})
