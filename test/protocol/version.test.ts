import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {isAtLeast, parseVersion, shortVersion, type Version} from '../../src/protocol/version.ts'
import {answerTo, recorded} from './fixtures.ts'
import {runs} from './runs.ts'

const version = (text: string): Version => {
  const parsed = parseVersion(text)
  if (!parsed) throw new Error(`not a version: ${text}`)
  return parsed
}

describe('a version of HAProxy', () => {
  test.each([
    ['2.2.9-2+deb11u6', 2, 2, 9, '2.2.9'],
    ['2.6.12-1+deb12u3', 2, 6, 12, '2.6.12'],
    ['3.2.26-1', 3, 2, 26, '3.2.26'],
    ['3.4.0', 3, 4, 0, '3.4.0'],
    ['2.4', 2, 4, 0, '2.4.0'],
    ['3.5-dev5', 3, 5, -1, '3.5-dev5'],
    ['3.4-dev2-5f2a1c-12', 3, 4, -1, '3.4-dev2-5f2a1c-12'],
    ['10.11.12', 10, 11, 12, '10.11.12'],
  ])('%s is read', (text, major, minor, patch, short) => {
    expect(parseVersion(text)).toEqual({major, minor, patch, text})
    expect(shortVersion(version(text))).toBe(short)
  })

  test.each(['', 'HAProxy', 'x2.4', '3', '3.', '-3.2'])('%j is none', (text) => {
    expect(parseVersion(text)).toBeUndefined()
  })

  test('stands in an order: major, minor, patch; a development version before its release', () => {
    const inOrder = ['1.9.16', '2.0.0', '2.2.9', '2.4-dev1', '2.4.0', '2.4.10', '2.10.1', '3.0.0', '3.2.3', '3.2.4', '3.2.26', '3.5-dev5', '3.5.0', '10.0.0']
    for (const [index, lower] of inOrder.entries()) {
      for (const higher of inOrder.slice(index + 1))
        expect([lower, higher, isAtLeast(version(higher), lower), isAtLeast(version(lower), higher)]).toEqual([lower, higher, true, false])
    }
  })

  test('is at least itself, and compares as numbers do', () => {
    const part = fc.nat(40)
    fc.assert(
      fc.property(part, part, part, part, part, part, (a, b, c, x, y, z) => {
        const asNumber = (one: number, two: number, three: number) => one * 1e6 + two * 1e3 + three
        expect(isAtLeast(version(`${a}.${b}.${c}`), `${x}.${y}.${z}`)).toBe(asNumber(a, b, c) >= asNumber(x, y, z))
        expect(isAtLeast(version(`${a}.${b}.${c}`), `${a}.${b}.${c}`)).toBe(true)
      }),
      runs(100),
    )
  })

  test('is not compared with what is none', () => {
    expect(() => isAtLeast(version('3.2.26'), 'newest')).toThrow(RangeError)
  })

  test.each(recorded)('%s is what show info says', (full, recording) => {
    const told = /^Version: (.*)$/m.exec(answerTo(recording, 'show info'))?.[1] ?? ''
    expect(shortVersion(version(told))).toBe(full)
  })
})
