import {expect, test} from 'vitest'
import {PromptedAnswer} from '../../src/protocol/prompted-answer.ts'

interface Read {
  readonly text: string
  readonly complete: boolean
}

function read(pieces: readonly string[], {payload = false, missingBlankLine = false} = {}): Read {
  const answer = new PromptedAnswer({payload, missingBlankLine})
  const text = pieces.map((piece) => answer.push(Buffer.from(piece, 'latin1'))).join('')
  return {text, complete: answer.complete}
}

// what HAProxy 2.2 to 3.4 print, and what a connection of its own gives for the same command
test.each([
  ['\n> ', '\n', {}],
  ['admin\n\n> ', 'admin\n\n', {}],
  ['one\n\ntwo\n\n> ', 'one\n\ntwo\n\n', {}],
  ['key > value\n> behind one LF\n\n> ', 'key > value\n> behind one LF\n\n', {}],
  ['+ + + \n> ', '\n', {payload: true}],
  ["+ [3]: Missing value for key '\n'.\n\n> ", "[3]: Missing value for key '\n'.\n\n", {payload: true}],
  ['\n> ', '\n', {payload: true}],
  ['+ not an echo\n\n> ', '+ not an echo\n\n', {}],
  ['[6]: Server deleted.\n> ', '[6]: Server deleted.\n', {missingBlankLine: true}],
  ['[6]: New server registered.\n\n> ', '[6]: New server registered.\n\n', {missingBlankLine: true}],
])('%j is the same answer in one piece and byte by byte', (printed, text, options) => {
  expect(read([printed], options)).toEqual({text, complete: true})
  expect(read(printed.split(''), options)).toEqual({text, complete: true})
})

test('is not complete while more may come, and nothing of an end is shown as text', () => {
  expect(read(['admin\n'])).toEqual({text: 'admin', complete: false})
  expect(read(['admin\n\n>'])).toEqual({text: 'admin', complete: false})
  expect(read(['admin\n> '])).toEqual({text: 'admin', complete: false})
  expect(read(['admin\n\n> more\n'])).toEqual({text: 'admin\n\n> more', complete: false})
})
