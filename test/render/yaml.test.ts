import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {yamlDocument, yamlRows} from '../../src/render/yaml.ts'
import {anyRows, anyText, columns} from './arbitrary.ts'
import {batchesOf, textOf} from './collect.ts'

describe('a list as YAML', () => {
  test('batches joined read back as one list', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        expect(parse(await textOf(yamlRows(columns, batchesOf(rows))))).toEqual(rows)
      }),
    )
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
