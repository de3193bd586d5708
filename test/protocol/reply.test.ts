import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {endOfReply, replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'
import {runs} from './runs.ts'

/** Text that HAProxy may answer: lines that are not empty, or nothing. */
const lineOf = fc.stringMatching(/^[ -~]{1,20}$/).filter((text) => !/^\[\d\]: /.test(text))
const anyText = fc.array(lineOf, {maxLength: 4}).map((lines) => lines.map((line) => `${line}\n`).join(''))
const anyReply = fc
  .record({text: anyText, severity: fc.option(fc.integer({min: 0, max: 7}), {nil: undefined})})
  .map(({text, severity}) => ({text, severity: text === '' ? undefined : severity}))

const onTheWire = ({text, severity}: {text: string; severity: number | undefined}): string => `${severity === undefined ? '' : `[${severity}]: `}${text}\n`

describe('replies of a connection that has ended', () => {
  test('are told apart by their blank lines', () => {
    fc.assert(
      fc.property(fc.array(anyReply, {minLength: 1, maxLength: 6}), (replies) => {
        expect(splitReplies(replies.map(onTheWire).join(''), replies.length)).toEqual(replies.map((reply) => ({...reply, complete: true})))
      }),
      runs(200),
    )
  })

  test('that were cut anywhere are never whole: those before the cut are, one is not', () => {
    fc.assert(
      fc.property(fc.array(anyReply, {minLength: 1, maxLength: 5}), fc.nat(), (replies, place) => {
        const wire = replies.map(onTheWire).join('')
        const cut = splitReplies(wire.slice(0, place % wire.length), replies.length)
        const whole = splitReplies(wire, replies.length)
        expect(cut.length).toBe(replies.length)
        const firstCut = cut.findIndex(({complete}) => !complete)
        expect(firstCut).not.toBe(-1)
        expect(cut.slice(0, firstCut)).toEqual(whole.slice(0, firstCut))
        expect(cut.slice(firstCut).some(({complete}) => complete)).toBe(false)
      }),
      runs(300),
    )
  })

  test('may hold blank lines in the last', () => {
    expect(splitReplies('\n0x1 a\n\nb c\n\n', 2)).toEqual([replyOf(''), replyOf('0x1 a\n\nb c\n')])
  })

  test('are missing when nothing came', () => {
    expect(splitReplies('', 1)).toEqual([{text: '', severity: undefined, complete: false}])
    expect(splitReplies('', 3).every(({complete}) => !complete)).toBe(true)
  })

  test.each(recorded)('HAProxy %s: five commands, their severities and texts', (_, recording) => {
    const {line, answer} = recording.answers.find((each) => each.line.startsWith('set severity-output number;')) ?? {line: '', answer: ''}
    const replies = splitReplies(answer, line.split(';').length)
    expect(replies.every(({complete}) => complete)).toBe(true)
    const old = isOlder(recording, 2.4)
    expect(replies.map(({severity}) => severity)).toEqual([undefined, 3, 6, 6, 3])
    expect(replies.map(({text}) => text.split('\n')[0])).toEqual([
      '',
      'Unknown map identifier. Please use #<id> or <file>.',
      'admin',
      expect.stringMatching(old ? /^Unknown command/ : /^New version created: \d+$/),
      'Key not found.',
    ])
  })

  test.each(recorded)('HAProxy %s: an answer to a line that is too long is none, or has no end', (_, {tooBig}) => {
    expect(splitReplies(tooBig, 1)).toEqual([{text: tooBig, severity: undefined, complete: false}])
  })

  test.each(recorded)('HAProxy %s: a recorded answer cut at any byte is not complete', (_, recording) => {
    for (const line of ['show map', 'show map {}/str.map', 'get map {}/str.map 0', 'show cli level', 'add map {}/reg.map x( x', 'show info typed']) {
      const answer = answerTo(recording, line)
      expect(splitReplies(answer, 1)[0]).toEqual({text: answer.slice(0, -1), severity: undefined, complete: true})
      for (let end = 0; end < answer.length; end += 1) expect(splitReplies(answer.slice(0, end), 1)[0]?.complete).toBe(false)
    }
  })
})

describe('the end of a reply', () => {
  test('is behind its blank line, and nowhere while that has not come', () => {
    expect([endOfReply('\nmore'), endOfReply('a\n\nmore'), endOfReply('a\nb\n\n')]).toEqual([1, 3, 5])
    for (const open of ['', 'a', 'a\n', 'a\nb\n']) expect(endOfReply(open)).toBeUndefined()
  })
})
