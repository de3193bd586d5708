import {expect, test} from 'vitest'
import {bytes, count, duration, memory, milliseconds, share} from '../../src/render/units.ts'

test.each([
  [count, 0, '0'],
  [count, 2.5, '2.5'],
  [count, 20.6, '21'],
  [count, 9999, '9999'],
  [count, 10_000, '10.0k'],
  [count, 999_999, '1.00M'],
  [count, 123_456_789, '123M'],
  [bytes, 0, '0 B'],
  [bytes, 999, '999 B'],
  [bytes, 1500, '1.50 kB'],
  [bytes, 2 ** 60, '1.15 EB'],
  [memory, 1023, '1023 B'],
  [memory, 16_384, '16.0 KiB'],
  [memory, 2 ** 20, '1.00 MiB'],
  [duration, 0, '0s'],
  [duration, 59.6, '1m00s'],
  [duration, 3600, '1h00m'],
  [duration, 90_061, '1d01h'],
  [milliseconds, 21, '21ms'],
  [milliseconds, 1500, '1.50s'],
  [milliseconds, 120_000, '2m00s'],
] as const)('%o of %d is %s', (unit, value, shown) => {
  expect(unit(value)).toBe(shown)
})

test('a share has a limit, or is nothing', () => {
  expect([share(1, 3), share(5, 0)]).toEqual(['33 %', ''])
})
