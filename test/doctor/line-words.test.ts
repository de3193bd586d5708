import {expect, test} from 'vitest'
import {lineWords} from '../../src/doctor/line-words.ts'

test.each([
  ['stats socket "/run/a b" level\\ admin # comment', ['stats', 'socket', '/run/a b', 'level admin']],
  ['a\\tb \\x41\\x4a\\x4A', ['a\tb', 'AJJ']],
  // of the letters that escape, HAProxy knows the small ones alone
  ['\\Temp \\X41 \\N', ['\\Temp', '\\X41', '\\N']],
  ['\'a\\x41\' "b\\x41"', ['a\\x41', 'bA']],
])('%s is read as HAProxy reads it', (line, words) => {
  expect(lineWords(line)).toEqual(words)
})
