import {describe, expect, test} from 'vitest'
import {setServerAddr} from '../../src/protocol/commands/server/set-server-addr.ts'
import {setServerAgent} from '../../src/protocol/commands/server/set-server-agent.ts'
import {setServerAgentAddr} from '../../src/protocol/commands/server/set-server-agent-addr.ts'
import {setServerAgentSend} from '../../src/protocol/commands/server/set-server-agent-send.ts'
import {setServerCheckAddr} from '../../src/protocol/commands/server/set-server-check-addr.ts'
import {setServerCheckPort} from '../../src/protocol/commands/server/set-server-check-port.ts'
import {setServerFqdn} from '../../src/protocol/commands/server/set-server-fqdn.ts'
import {setServerHealth} from '../../src/protocol/commands/server/set-server-health.ts'
import {setServerMaxconn} from '../../src/protocol/commands/server/set-server-maxconn.ts'
import {showServersConn} from '../../src/protocol/commands/server/show-servers-conn.ts'
import {switchAgent, switchHealth} from '../../src/protocol/commands/server/switch-checks.ts'
import {type Reply, replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'

describe.each(recorded)('an answer of HAProxy %s', (_, recording) => {
  const replies = (line: string): Reply[] =>
    recording.answers.filter((each) => each.line === line).map(({answer}) => splitReplies(answer, 1)[0] ?? replyOf('', false))
  const reply = (line: string): Reply => replies(line)[0] ?? replyOf(answerTo(recording, line), false)
  const one = 'set server be_lab/one'

  test('to set server addr is success when something, or nothing, had to change, and only then', () => {
    const [first, again] = replies(`${one} addr 127.0.0.2 port 2`)
    for (const good of [first, again, reply(`${one} addr 127.0.0.3`)]) expect(() => setServerAddr.decode(good ?? replyOf('', false))).not.toThrow()
    for (const words of ['nonsense', '127.0.0.1 port nonsense', '127.0.0.1 port +8000'])
      if (!/port changed from '[^']*' to '\+8000'/.test(reply(`${one} addr ${words}`).text))
        expect(() => setServerAddr.decode(reply(`${one} addr ${words}`)), words).toThrow(expect.objectContaining({code: 'refused', exit: 1}))
    // the port that it had, which HAProxy tells nowhere else
    for (const [told, number, offset] of [
      ['8000', 8000, false],
      ['+5', 5, true],
      ['+-5', -5, true],
      ['+65531', -5, true],
    ] as const)
      expect(setServerAddr.decode(replyOf(`port changed from '${told}' to '81' by 'stats socket command'\n`))).toEqual({number, offset})
    for (const bad of [
      replyOf(''),
      replyOf(first?.text ?? '', false),
      replyOf('No such server.\n'),
      replyOf(`${first?.text}more\n`),
      replyOf("IP changed from 'a' to 'b', can't change <port> to port map\n"),
    ])
      expect(() => setServerAddr.decode(bad)).toThrow()
  })

  test('to the others is success by their own grammar', () => {
    expect(() => setServerFqdn.decode(reply(`${one} fqdn www.lab`))).toThrow(expect.objectContaining({code: 'refused'}))
    expect(() => setServerFqdn.decode(replyOf(''))).toThrow()
    for (const version of ["be/s changed its FQDN from a to b by 'stats socket command'\n", "no need to change the FDQN by 'stats socket command'\n"])
      expect(setServerFqdn.decode(replyOf(version))).toBeUndefined()
    expect(setServerHealth.decode(reply(`${one} health up`))).toBeUndefined()
    expect(setServerMaxconn.decode(reply('set maxconn server be_lab/one 5'))).toBeUndefined()
    expect(switchHealth.disable.decode(reply('disable health be_lab/one'))).toBeUndefined()
    if (isOlder(recording, 2.4)) expect(setServerCheckPort.decode(reply(`${one} check-port 80`))).toBeUndefined()
  })

  test('that refuses is an error', () => {
    const unknown = expect.objectContaining({code: 'proxy-unknown', exit: 2})
    const refused = expect.objectContaining({code: 'refused', exit: 1})
    expect(() => setServerMaxconn.decode(reply('set maxconn server be_lab/nosuch 5'))).toThrow(unknown)
    // these come without their blank line before 2.8
    expect(() => setServerMaxconn.decode(reply('set maxconn server be_lab/one nonsense'))).toThrow(refused)
    expect(() => setServerHealth.decode(reply(`${one} health nonsense`))).toThrow(refused)
    expect(() => setServerAgent.decode(reply(`${one} agent up`))).toThrow(refused)
    expect(() => setServerAgentSend.decode(reply(`${one} agent-send x`))).toThrow(refused)
    expect(() => setServerAgentAddr.decode(reply(`${one} agent-addr 127.0.0.1`))).toThrow(refused)
    expect(() => setServerCheckPort.decode(reply(`${one} check-port nonsense`))).toThrow(refused)
    expect(() => setServerCheckAddr.decode(reply(`${one} check-addr nonsense`))).toThrow(refused)
    expect(() => switchAgent.enable.decode(reply('enable agent be_lab/one'))).toThrow(refused)
  })

  test('to show servers conn is read by its heading', () => {
    const {text} = reply('show servers conn')
    const servers = showServersConn.decode(replyOf(text)).filter(({backend}) => backend === 'be_lab')
    expect(servers.map(({server}) => server)).toEqual(['one', 'two'])
    const [first] = servers
    expect([first?.number('used_cur'), first?.number('idle_lim'), first?.number('served'), first?.fields['addr']]).toEqual([
      0,
      -1,
      isOlder(recording, 3.4) ? undefined : 0,
      '127.0.0.1',
    ])
    expect(first?.threads).toHaveLength(Number(/idle_per_thr\[(\d+)\]/.exec(text)?.[1]))
    // columns in another order, and a new one
    const turned = text.replaceAll(/^(# )?(.+) (\S*idle_per_thr\S*|\d+(?: \d+)*)$/gm, (line, hash: string | undefined) => {
      const words = line.replace(/^# /, '').split(' ')
      const [name = '', ...rest] = words
      const threads = hash ? rest.splice(-1) : rest.splice(-(first?.threads.length ?? 0))
      return `${hash ?? ''}${[...threads, ...rest.toReversed(), hash ? 'new' : '7', name].join(' ')}`
    })
    const same = showServersConn.decode(replyOf(turned.replaceAll(/^.*MASTER.*\n/gm, ''))).find(({backend}) => backend === 'be_lab')
    expect({...same?.fields, threads: same?.threads}).toEqual({...first?.fields, new: '7', threads: first?.threads})
    expect(() => showServersConn.decode(replyOf(text, false))).toThrow(expect.objectContaining({code: 'reply-truncated'}))
    expect(() => showServersConn.decode(replyOf(text.replace(/(be_lab\/two .*?) \S+ \S+ \S+\n/, '$1\n')))).toThrow()
    expect(() => showServersConn.decode(replyOf(text.replace('# ', '')))).toThrow()
  })
})
