import {expect, test} from 'vitest'
import {isDangerous, looksDangerous} from '../../src/shell/dangerous.ts'

test.each(['clear map x', ' clear counters', 'show info;del map x a', 'cl\\ear map x', '\\clear map x', '@1 clear map x', 'shutdown session 0x1'])(
  '%s is asked about before it is sent',
  (line) => {
    expect(isDangerous(line)).toBe(true)
  },
)

test.each(['show info', 'add map x clear y', 'show clear\\;del', 'get map x del', 'clearly'])('%s is not', (line) => {
  expect(isDangerous(line)).toBe(false)
})

test('verbs of hactl are coloured, and ask by themselves', () => {
  expect(looksDangerous('map clear x')).toBe(true)
  expect(isDangerous('map clear x')).toBe(false)
})
