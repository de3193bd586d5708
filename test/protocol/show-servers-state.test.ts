import {describe, expect, test} from 'vitest'
import {showServersState} from '../../src/protocol/commands/server/show-servers-state.ts'
import {replyOf} from '../../src/protocol/reply.ts'
import {answerTo, recorded} from './fixtures.ts'

describe.each(recorded)('show servers state of HAProxy %s', (_, recording) => {
  const answer = answerTo(recording, 'show servers state').replace(/\n\n$/, '\n')

  test('is read by its heading', () => {
    const [one, two] = showServersState.decode(replyOf(answer)).filter(({backend}) => backend === 'be_lab')
    expect([one?.server, one?.number('srv_admin_state'), one?.number('srv_port'), one?.fields['srv_addr']]).toEqual(['one', 0, 1, '127.0.0.1'])
    expect([two?.server, two?.number('srv_admin_state'), two?.number('srv_op_state')]).toEqual(['two', 5, 0])
    expect(one?.number('nosuch')).toBeUndefined()
    expect(one?.number('srv_fqdn')).toBeUndefined()
  })

  test('may have columns in another order, and new ones', () => {
    const turned = answer.replace(/^(?:# )?\d+ be_lab.*$|^# .*$/gm, (line) => {
      const hash = line.startsWith('# ') ? '# ' : ''
      return `${hash}${[...line.slice(hash.length).split(' ').toReversed(), hash ? 'srv_new' : 'x'].join(' ')}`
    })
    const servers = showServersState.decode(replyOf(turned.replace(/^\d+ MASTER.*\n/gm, '')))
    expect(servers.map(({server, fields}) => [server, fields['srv_new']])).toEqual([
      ['one', 'x'],
      ['two', 'x'],
    ])
  })

  test('that was cut, or that is something else, is an error', () => {
    const decode = (text: string, complete = true): unknown => showServersState.decode(replyOf(text, complete))
    expect(() => decode(answer, false)).toThrow(/cut/)
    expect(() => decode(answer.replace(/ \S+\n$/, '\n'))).toThrow(/refused/)
    expect(() => decode(answer.replace(/^1/, '2'))).toThrow(/refused/)
    expect(() => decode('')).toThrow(/empty answer/)
    expect(() => decode('Permission denied\n')).toThrow(expect.objectContaining({code: 'permission-denied', exit: 7}))
  })
})
