import {describe, expect, test} from 'vitest'
import {HactlError} from '../../src/index.ts'
import {acknowledged, refused} from '../../src/protocol/refusal.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'

/** What the answers to these lines mean, by the manual: code and exit status, and what of HAProxy's words must be in the message. */
const meanings: [line: string, code: string, exit: number, words: RegExp][] = [
  ['show map {}/nosuch.map', 'map-unknown', 2, /Unknown map identifier/],
  ['add map {}/ip.map nonsense x', 'refused', 1, /'nonsense' is not a valid IPv4 or IPv6 address/],
  ['add map {}/int.map nonsense x', 'refused', 1, /'nonsense' is not a number/],
  ['add map {}/reg.map x( x', 'refused', 1, /regex 'x\(' is invalid/],
  ['add map {}/number.map key nonsense', 'refused', 1, /unable to parse 'nonsense'/],
  ['add map {}/str.map <<\nkey\n\n', 'refused', 1, /Missing value for key 'key'/],
  ['set map {}/str.map nosuch x', 'key-unknown', 2, /entry not found/],
  ['del map {}/str.map nosuch', 'key-unknown', 2, /Key not found/],
  ['nonsense', 'unsupported', 1, /Unknown command/],
]

const versioned: typeof meanings = [
  ['commit map @99 {}/str.map', 'version-gone', 4, /Version number out of range/],
  ['add map @99 {}/str.map a b', 'version-gone', 4, /Version number in the future/],
  ['prepare map {}/nosuch.map', 'map-unknown', 2, /Unknown map identifier/],
]

describe.each(recorded)('a refusal of HAProxy %s', (_, recording) => {
  test.each([...meanings, ...(isOlder(recording, 2.4) ? [] : versioned)])('of %j', (line, code, exit, words) => {
    const [reply = replyOf('', false)] = splitReplies(answerTo(recording, line), 1)
    const failure = refused('the command', reply)
    expect(failure).toBeInstanceOf(HactlError)
    expect({code: failure.code, exit: failure.exit, message: failure.message}).toEqual({code, exit, message: expect.stringMatching(words)})
    expect(failure.message.split('\n').length).toBe(1)
    expect(() => acknowledged('the command')(reply)).toThrow(HactlError)
  })

  test('for want of rights', () => {
    const [reply = replyOf('', false)] = splitReplies(recording.denied, 1)
    const expected = {'2.2': ['unsupported', 1], '3.4': ['permission-denied', 7]}[recording.haproxy.slice(0, 3)]
    if (!expected) return expect(reply.text).toMatch(/^New version created/)
    const {code, exit} = refused('prepare map', reply)
    expect([code, exit]).toEqual(expected)
  })

  test('for a line that is too long, where it says so', () => {
    const [reply = replyOf('', false)] = splitReplies(recording.tooBig, 1)
    const {code} = refused('show map', reply)
    expect(code).toBe(isOlder(recording, 3) ? 'reply-truncated' : 'too-big')
  })

  test('is no acknowledgement, and an empty answer is one', () => {
    expect(() => acknowledged('set map')(replyOf(''))).not.toThrow()
    expect(() => acknowledged('set map')(replyOf('', false))).toThrow(expect.objectContaining({code: 'reply-truncated', exit: 3}))
    expect(() => acknowledged('set map')(replyOf('anything\n'))).toThrow(expect.objectContaining({code: 'refused', exit: 1}))
  })
})

describe('an answer that is none', () => {
  test('is said to be so', () => {
    expect(refused('show map', replyOf('', false))).toMatchObject({code: 'reply-truncated', message: expect.stringContaining('without an answer')})
    expect(refused('show map', replyOf('0x1 a', false))).toMatchObject({code: 'reply-truncated', message: expect.stringContaining('was cut')})
    expect(refused('prepare map', replyOf(''))).toMatchObject({code: 'refused', message: expect.stringContaining('empty answer')})
  })
})
