import {describe, expect, test} from 'vitest'
import {SessionReader} from '../../src/protocol/commands/sessions/show-sess.ts'
import {showSessId} from '../../src/protocol/commands/sessions/show-sess-id.ts'
import {shutdownSession} from '../../src/protocol/commands/sessions/shutdown-session.ts'
import {shutdownSessionsServer} from '../../src/protocol/commands/sessions/shutdown-sessions-server.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {secondsOf, sessionOf} from '../../src/sessions/session.ts'
import {answerTo, recorded} from './fixtures.ts'

describe.each(recorded)('show sess of HAProxy %s', (_, recording) => {
  const answer = answerTo(recording, 'show sess')
  const reply = (line: string) => splitReplies(answerTo(recording, line), 1)[0] ?? replyOf('', false)
  const read = (pieces: readonly string[]) => {
    const reader = new SessionReader()
    const sessions = pieces.flatMap((piece) => reader.push(Buffer.from(piece, 'latin1')))
    return {sessions, end: reader.end()}
  }

  test('is read by its names, in one piece and byte by byte', () => {
    const {sessions, end} = read([answer])
    expect(end).toMatchObject({text: '', complete: true})
    expect(sessions.map(({id}) => id)).toEqual([...answer.matchAll(/^0x[\da-f]+/gm)].map(([id]) => id))
    expect(sessions.find(({fields}) => fields['fe'] === 'GLOBAL')?.fields).toMatchObject({
      be: '<NONE>',
      srv: '<none>',
      rq: expect.stringMatching(/^\[f=/),
      age: '0s',
    })
    expect(read([...answer])).toEqual({sessions, end})
    const own = sessions.map(sessionOf).find(({frontend}) => frontend === 'GLOBAL')
    expect(own).toMatchObject({source: expect.stringMatching(/^unix:\d+$/), backend: null, server: null, age: 0})
  })

  test('that is cut, or that is something else, is told', () => {
    expect(read([answer.slice(0, -1)]).end.complete).toBe(false)
    expect(read([answer.slice(0, -20)]).end.complete).toBe(false)
    expect(read(['Permission denied\n\n']).end).toMatchObject({text: 'Permission denied\n', complete: true})
    expect(read(['']).end.complete).toBe(false)
  })

  test('of one stream is read by its names', () => {
    const text = answerTo(recording, 'show sess all')
    const first = text.split(/\n(?=0x)/).find((each) => each.includes('frontend=GLOBAL')) ?? ''
    const dump = showSessId.decode(replyOf(`${first.trimEnd()}\n`), '0x1')
    expect(dump).toMatchObject({
      id: /^0x[\da-f]+/.exec(first)?.[0],
      number: Number(/ id=(\d+) /.exec(first)?.[1]),
      age: '0s',
      fields: {proto: 'unix_stream', source: expect.stringMatching(/^unix:/), frontend: 'GLOBAL', backend: '<NONE>', server: '<NONE>'},
    })
    expect(dump.began).toMatch(/^2026-\d\d-\d\dT/)
    expect([first.split('\n')[0], ...dump.lines].join('\n')).toBe(first.trimEnd())
    expect(() => showSessId.decode(replyOf(first, false), '0x1')).toThrow(expect.objectContaining({code: 'reply-truncated'}))
  })

  test('and to end one are judged by their own words', () => {
    expect(() => showSessId.decode(reply('show sess 0x1'), '0x1')).toThrow(expect.objectContaining({code: 'session-unknown', exit: 2}))
    expect(() => shutdownSession.decode(reply('shutdown session 0x1'), '0x1')).toThrow(expect.objectContaining({code: 'session-unknown'}))
    expect(() => shutdownSessionsServer.decode(reply('shutdown sessions server be_lab/nosuch'))).toThrow(expect.objectContaining({code: 'proxy-unknown'}))
    expect(() => shutdownSessionsServer.decode(reply('shutdown sessions server be_lab/one'))).not.toThrow()
    expect(() => shutdownSession.decode(replyOf('', false), '0x1')).toThrow(expect.objectContaining({code: 'reply-truncated'}))
  })
})

test('fields that a version adds are kept, and times are read', () => {
  const reader = new SessionReader()
  const [line] = reader.push(Buffer.from('0x7f: proto=? ts=00 age=1h5m new=x uri="GET /a b" rq[f=8h,i=0]\n'))
  expect(line?.fields).toMatchObject({new: 'x', rq: '[f=8h,i=0]'})
  expect(line && sessionOf(line)).toMatchObject({age: 3900, protocol: null, source: null, frontend: null})
  expect(['7s', '1m', '2d3h', '', '?'].map(secondsOf)).toEqual([7, 60, 183_600, 0, 0])
})
