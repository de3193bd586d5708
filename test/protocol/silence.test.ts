import {expect, test} from 'vitest'
import {silenceOf} from '../../src/protocol/silence.ts'

test.each([
  ['wait 100', 100],
  ['wait 100ms', 100],
  [' wait  2s ', 2000],
  ['wait 3m srv-removable be/s', 180_000],
  ['wait 500us', 0.5],
  ['wait 1h', 3_600_000],
  ['wait 1d', 86_400_000],
  ['show events buf0 -w', Number.POSITIVE_INFINITY],
  ['show events buf0 -n -w', Number.POSITIVE_INFINITY],
  ['show events buf0 -nw', Number.POSITIVE_INFINITY],
  ['show events buf0 -0w', Number.POSITIVE_INFINITY],
])('%j is silent for %d ms', (command, silence) => {
  expect(silenceOf([command])).toBe(silence)
})

test.each([
  '',
  'wait',
  'wait -h',
  'wait soon',
  'wait 5x',
  'waiting 5',
  'show wait 5',
  'show events',
  'show events -w',
  'show events buf0',
  'show events buf0 -n',
  'echo -w',
  'set map m wait 5',
])('%j is not silent', (command) => {
  expect(silenceOf([command])).toBe(0)
})

test('one after the other they are silent for longer', () => {
  expect(silenceOf(['wait 1s', 'show info', 'wait 2s'])).toBe(3000)
})
