import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {asciiMeasure, unicodeMeasure} from '../../src/render/width.ts'
import {anyText} from './arbitrary.ts'

const unicode = await unicodeMeasure()
const shown = anyText.map((text) => text.replaceAll(/\p{C}/gu, ''))

test.each([
  ['abc', 3],
  ['漢字', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['😀', 2],
  ['', 0],
])('%j takes %i columns', (text, columns) => {
  expect(unicode.width(text)).toBe(columns)
})

describe('cutting', () => {
  test('never leaves more than the limit, nor half a character', () => {
    fc.assert(
      fc.property(shown, fc.integer({min: 1, max: 12}), (text, limit) => {
        const cut = unicode.cut(text, limit)
        expect(unicode.width(cut)).toBeLessThanOrEqual(limit)
        expect(cut.isWellFormed()).toBe(true)
      }),
    )
  })

  test('of the start leaves the end, which is as long', () => {
    fc.assert(
      fc.property(shown, fc.integer({min: 1, max: 12}), (text, limit) => {
        const cut = unicode.cut(text, limit, 'end')
        expect(unicode.width(cut)).toBeLessThanOrEqual(limit)
        expect(cut.isWellFormed()).toBe(true)
        if (unicode.width(text) <= limit) expect(cut).toBe(text)
        else expect([cut[0], text.endsWith(cut.slice(1))]).toEqual(['…', true])
      }),
    )
    expect(asciiMeasure.cut('/etc/haproxy/big.map', 9, 'end')).toBe('…/big.map')
    expect(asciiMeasure.cut('/etc', 1, 'end')).toBe('…')
  })

  test('leaves alone what fits, and says where it cut', () => {
    fc.assert(
      fc.property(shown, fc.integer({min: 1, max: 12}), (text, limit) => {
        const cut = unicode.cut(text, limit)
        if (unicode.width(text) <= limit) expect(cut).toBe(text)
        else expect(cut.endsWith('…')).toBe(true)
      }),
    )
  })

  test.each([
    ['abcdef', 4, 'abc…'],
    ['abcd', 4, 'abcd'],
    ['abcdef', 1, '…'],
  ])('ASCII %j to %i columns', (text, limit, expected) => {
    expect(asciiMeasure.cut(text, limit)).toBe(expected)
    expect(unicode.cut(text, limit)).toBe(expected)
  })
})
