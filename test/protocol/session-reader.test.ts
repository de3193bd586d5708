import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {type SessionCommand, SessionReader} from '../../src/protocol/prompt.ts'
import type {Reply} from '../../src/protocol/reply.ts'
import {isOlder, recorded} from './fixtures.ts'
import {cuts, latin1, places} from './pieces.ts'
import {runs} from './runs.ts'

function read(command: SessionCommand, pieces: readonly Buffer[]): {replies: Reply[]; pending: string} {
  const reader = new SessionReader(command)
  return {replies: pieces.flatMap((piece) => reader.push(piece)), pending: reader.pending}
}

const lineOf = fc.stringMatching(/^[ -~]{1,20}$/).filter((text) => !/^\[\d\]: |^\+ |^> /.test(text))
const anyText = fc.array(lineOf, {maxLength: 4}).map((lines) => lines.map((line) => `${line}\n`).join(''))

/** An answer, and so many lines of payload that were echoed before it. */
const anyAnswer = fc.record({text: anyText, echoes: fc.nat(5)})

const modes: [command: SessionCommand, onTheWire: (answer: {text: string; echoes: number}) => string][] = [
  ['prompt', ({text, echoes}) => `${'+ '.repeat(echoes)}${text}\n> `],
  ['prompt i', ({text}) => `${text}\n`],
]

describe.each(modes)('answers of a session opened by %s', (command, onTheWire) => {
  test('mean the same in one piece, byte by byte, and cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, {maxLength: 6}), places, (answers, at) => {
        const expected = {replies: answers.map(({text}) => ({text, severity: undefined, complete: true})), pending: ''}
        for (const pieces of cuts(latin1(answers.map(onTheWire).join('')), at)) expect(read(command, pieces)).toEqual(expected)
      }),
      runs(150),
    )
  })

  test('are none before their last byte has come', () => {
    fc.assert(
      fc.property(anyAnswer, fc.nat(), (answer, place) => {
        const wire = onTheWire(answer)
        expect(read(command, [latin1(wire.slice(0, place % wire.length))]).replies).toEqual([])
      }),
      runs(150),
    )
  })

  test('keep what is not whole, without the echoes', () => {
    const {replies, pending} = read(command, [latin1(onTheWire({text: 'done\n', echoes: 2})), latin1('The command is too big\n')])
    expect({texts: replies.map(({text}) => text), pending}).toEqual({texts: ['done\n'], pending: 'The command is too big\n'})
  })
})

describe.each(recorded)('a recorded session of HAProxy %s', (_, recording) => {
  test.each(recording.sessions.map(({request, answer}) => [request.split('\n')[0] ?? '', answer] as const))(
    '%s, with payloads, refusals and an end',
    (opening, answer) => {
      // before 3.2 the argument of prompt is ignored
      const command = opening === 'prompt i' && !isOlder(recording, 3.2) ? 'prompt i' : 'prompt'
      for (const pieces of cuts(latin1(answer), [1, 7, 100, 101, 500])) {
        const {replies, pending} = read(command, pieces)
        expect(replies.map(({text}) => text.split('\n')[0])).toEqual([
          '',
          'admin',
          '',
          expect.stringMatching(/^Unknown command/),
          "'bad' is not a valid IPv4 or IPv6 address.",
          'admin',
        ])
        expect(pending).toBe('')
      }
    },
  )
})
