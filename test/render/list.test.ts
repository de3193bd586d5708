import {describe, expect, test} from 'vitest'
import {UnknownFieldError} from '../../src/render/fields.ts'
import {renderList} from '../../src/render/list.ts'
import {QueryError, readQuery} from '../../src/render/query.ts'
import {renderThing} from '../../src/render/thing.ts'
import {outputFormats} from '../../src/render/types.ts'
import {textOf} from './collect.ts'

const columns = [{name: 'key'}, {name: 'value'}, {name: 'ref', hidden: true}]
const rows = [
  [
    {key: 'a', value: 1, ref: '0x1'},
    {key: 'b', value: 2, ref: '0x2'},
  ],
]

describe('fields of a list', () => {
  test.each([
    ['json', '[\n{"value":1,"key":"a"},\n{"value":2,"key":"b"}\n]\n'],
    ['yaml', '- value: 1\n  key: a\n- value: 2\n  key: b\n'],
    ['csv', 'value,key\n1,a\n2,b\n'],
    ['plain', '1\ta\n2\tb\n'],
    ['table', 'VALUE  KEY\n    1  a\n    2  b\n'],
  ] as const)('are the named ones, in that order: %s', async (format, expected) => {
    expect(await textOf(renderList(columns, rows, {format, headers: true, fields: ['value', 'key']}))).toBe(expected)
  })

  test.each(outputFormats)('an unknown one is refused before the first row is read: %s', async (format) => {
    function* untouched(): Generator<never> {
      throw new TypeError('rows were read')
    }
    const result = textOf(renderList(columns, untouched(), {format, headers: true, fields: ['key', 'nix']}))
    await expect(result).rejects.toThrow(UnknownFieldError)
    await expect(result).rejects.toMatchObject({allowed: [{name: 'key'}, {name: 'value'}, {name: 'ref'}]})
  })

  test('a hidden column is in a table only when it is named, and in all other forms', async () => {
    expect(await textOf(renderList(columns, rows, {format: 'table', headers: true}))).not.toContain('0x1')
    expect(await textOf(renderList(columns, rows, {format: 'table', headers: true, fields: ['ref']}))).toContain('0x1')
    for (const format of ['json', 'yaml', 'csv', 'plain'] as const) expect(await textOf(renderList(columns, rows, {format, headers: true}))).toContain('0x1')
  })
})

describe('a query', () => {
  test.each([
    ['json', '[\n  "b"\n]\n'],
    ['yaml', '- b\n'],
    ['plain', 'b\n'],
  ] as const)('is answered from the whole list: %s', async (format, expected) => {
    const query = await readQuery('[?value > `1`].key')
    expect(await textOf(renderList(columns, rows, {format, headers: true, query}))).toBe(expected)
  })

  test('a mistake in it is found when it is read', async () => {
    await expect(readQuery('[?')).rejects.toThrow(QueryError)
  })

  test('one that does not fit the result is an error of the query', async () => {
    const query = await readQuery('abs(key)')
    await expect(textOf(renderThing({key: 'a'}, {}, {format: 'json', headers: true, query}))).rejects.toThrow(QueryError)
  })
})

describe('one thing', () => {
  const thing = {name: 'big.map', added: 3, nested: {a: [1]}, missing: null}
  const options = {headers: true}
  test.each([
    ['json', '{\n  "name": "big.map",\n  "added": 3,\n  "nested": {\n    "a": [\n      1\n    ]\n  },\n  "missing": null\n}\n'],
    ['yaml', 'name: big.map\nadded: 3\nnested:\n  a:\n    - 1\nmissing: null\n'],
    ['csv', 'name,added,nested,missing\nbig.map,3,"{""a"":[1]}",\n'],
    ['plain', 'big.map\t3\t{"a":[1]}\t\n'],
    ['table', 'name:    big.map\nadded:   3\nnested:  {"a":[1]}\nmissing: -\n'],
  ] as const)('as %s', async (format, expected) => {
    expect(await textOf(renderThing(thing, {}, {...options, format}))).toBe(expected)
  })

  test('as the text that the command wrote, with a newline at its end', async () => {
    expect(await textOf(renderThing(thing, {text: 'done'}, {...options, format: 'table'}))).toBe('done\n')
  })

  test('fields are properties, in all forms; an unknown one is refused', async () => {
    expect(await textOf(renderThing(thing, {text: 'done'}, {...options, format: 'table', fields: ['added']}))).toBe('added: 3\n')
    expect(await textOf(renderThing(thing, {}, {...options, format: 'plain', fields: ['added', 'name']}))).toBe('3\tbig.map\n')
    await expect(textOf(renderThing(thing, {}, {...options, format: 'json', fields: ['nix']}))).rejects.toThrow(UnknownFieldError)
  })

  test('values cannot drive the terminal', async () => {
    expect(await textOf(renderThing({name: '\u001b[2J\n'}, {}, {...options, format: 'table'}))).toBe('name: \\x1b[2J\\n\n')
  })
})
