import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {yamlDocument, yamlRows} from '../../src/render/yaml.ts'
import {anyCell, anyRows, anyText, columns} from './arbitrary.ts'
import {batchesOf, textOf} from './collect.ts'

/** Short texts of what means something at one place and nothing at another. */
const nearlyPlain = fc.oneof(
  fc.string({unit: fc.constantFrom(...'aEe0189.+-:#/_^$(\\~?x ')}),
  fc.constantFrom(
    '.inf',
    '-.inf',
    '+.INF',
    '.nan',
    '.NaN',
    'True',
    'NULL',
    '~',
    '<<',
    '=',
    '0o17',
    '0xFf',
    '+1',
    '.5',
    '5.',
    '1e5',
    '10.0.0.1',
    '::1',
    'no',
    '2026-11-21',
    '12:30',
    '1_000',
  ),
)

describe('a list as YAML', () => {
  test('batches joined read back as one list', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        expect(parse(await textOf(yamlRows(columns, batchesOf(rows))))).toEqual(rows)
      }),
    )
  })

  test('is what the library writes, row by row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({key: fc.oneof(anyText, nearlyPlain), value: fc.oneof(anyCell, nearlyPlain)}), {maxLength: 20}), async (rows) => {
        expect(await textOf(yamlRows(columns, batchesOf(rows)))).toBe(rows.length === 0 ? '[]\n' : yamlDocument(rows))
      }),
      {numRuns: 1000},
    )
  })

  test('bytes are text where they are UTF-8', async () => {
    const rows = ['/a', 'ü', 'a: b', ''].map((text) => ({key: Buffer.from(text), value: Buffer.from(`x${text}`)}))
    expect(parse(await textOf(yamlRows(columns, [rows])))).toEqual(rows.map(({key, value}) => ({key: key.toString(), value: value.toString()})))
  })

  test('without rows it is []', async () => {
    expect(await textOf(yamlRows(columns, [[]]))).toBe('[]\n')
  })

  test('bytes that are no UTF-8 are base64 under another name', async () => {
    expect(await textOf(yamlRows(columns, [[{key: 'a', value: Uint8Array.of(0xff)}]]))).toBe('- key: a\n  valueBase64: /w==\n')
  })
})

test('no character of YAML drives a terminal', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const document = yamlDocument({text})
      expect(document).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      expect(parse(document)).toEqual({text})
    }),
  )
})
