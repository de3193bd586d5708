import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {jsonDocument, jsonRows} from '../../src/render/json.ts'
import {portable} from '../../src/render/portable.ts'
import {anyRows, anyText, columns, notText} from './arbitrary.ts'
import {batchesOf, textOf} from './collect.ts'

describe('a list as JSON', () => {
  test('reads back as the same rows, however it was cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, fc.integer({min: 1, max: 4}), async (rows, size) => {
        expect(JSON.parse(await textOf(jsonRows(columns, batchesOf(rows, size))))).toEqual(rows)
      }),
    )
  })

  test('is one object a line between brackets', async () => {
    const rows = [
      {key: 'a', value: 1},
      {key: 'b', value: null},
      {key: 'c', value: true},
    ]
    expect(await textOf(jsonRows(columns, batchesOf(rows)))).toBe('[\n{"key":"a","value":1},\n{"key":"b","value":null},\n{"key":"c","value":true}\n]\n')
  })

  test.each([[[]], [[[]]], [[[], []]]])('without rows it is [] (%j)', async (batches) => {
    expect(await textOf(jsonRows(columns, batches))).toBe('[]\n')
  })

  test('bytes are text where they are UTF-8, else base64 under another name', async () => {
    const row = {key: new TextEncoder().encode('käse'), value: Uint8Array.of(0xff, 0x00)}
    expect(JSON.parse(await textOf(jsonRows(columns, [[row]])))).toEqual([{key: 'käse', valueBase64: '/wA='}])
  })

  test('the replacement character itself is text', async () => {
    const row = {key: new TextEncoder().encode('\uFFFD'), value: 1}
    expect(JSON.parse(await textOf(jsonRows(columns, [[row]])))).toEqual([{key: '\uFFFD', value: 1}])
  })

  test('a cell that a row lacks is null, and what is no column is not printed', async () => {
    expect(JSON.parse(await textOf(jsonRows(columns, [[{key: 'a', other: 1}]])))).toEqual([{key: 'a', value: null}])
  })

  test('no byte of it drives a terminal', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (key) => {
        expect(await textOf(jsonRows(columns, [[{key, value: null}]]))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      }),
    )
  })
})

describe('a thing as JSON', () => {
  test('bytes inside follow the same rule, undefined is left out, dates are ISO 8601, what is no number is null', () => {
    const thing = {a: Uint8Array.of(0x61), b: Uint8Array.of(0xfe), c: undefined, d: new Date(0), e: Number.NaN, f: {g: [Uint8Array.of(0xff)]}}
    expect(portable(thing)).toEqual({a: 'a', bBase64: '/g==', d: '1970-01-01T00:00:00.000Z', e: null, f: {g: [{base64: '/w=='}]}})
  })

  test('any bytes that are no text come back from base64', () => {
    fc.assert(
      fc.property(notText, (bytes) => {
        expect(portable({x: bytes})).toEqual({xBase64: Buffer.from(bytes).toString('base64')})
      }),
    )
  })

  test('is indented for people', () => {
    expect(jsonDocument({a: 1, b: ['x']})).toBe('{\n  "a": 1,\n  "b": [\n    "x"\n  ]\n}\n')
  })
})
