import {describe, expect, test} from 'vitest'
import {showCliSockets} from '../../src/protocol/commands/process/show-cli-sockets.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, recorded} from './fixtures.ts'

describe.each(recorded)('show cli sockets of HAProxy %s', (_, recording) => {
  const text = answerTo(recording, 'show cli sockets')
  const [reply = replyOf('', false)] = splitReplies(text, 1)

  test('tells each socket and its level', () => {
    expect(showCliSockets.decode(reply).map(({address, level}) => [address, level])).toEqual([
      ['unix@{}/admin.sock', 'admin'],
      ['unix@{}/user.sock', 'user'],
    ])
  })

  test('that is cut or refused is an error', () => {
    expect(() => showCliSockets.decode(replyOf(text.trimEnd(), false))).toThrow(expect.objectContaining({code: 'reply-truncated'}))
    expect(() => showCliSockets.decode(replyOf('Permission denied\n'))).toThrow(expect.objectContaining({code: 'permission-denied'}))
  })
})

test('a socket may have blanks in its name, and be a port', () => {
  expect(showCliSockets.decode(replyOf('# socket lvl processes\nunix@/run/a b.sock operator all\nipv4@10.0.0.1:9999 admin 1,2\n'))).toEqual([
    {address: 'unix@/run/a b.sock', level: 'operator', processes: 'all'},
    {address: 'ipv4@10.0.0.1:9999', level: 'admin', processes: '1,2'},
  ])
})
