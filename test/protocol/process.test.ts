import {describe, expect, test} from 'vitest'
import {listPools} from '../../src/protocol/commands/process/list-pools.ts'
import {showActivity} from '../../src/protocol/commands/process/show-activity.ts'
import {showCache} from '../../src/protocol/commands/process/show-cache.ts'
import {showEnv} from '../../src/protocol/commands/process/show-env.ts'
import {showInfo} from '../../src/protocol/commands/process/show-info.ts'
import {showLibs} from '../../src/protocol/commands/process/show-libs.ts'
import {showPeers} from '../../src/protocol/commands/process/show-peers.ts'
import {showResolvers} from '../../src/protocol/commands/process/show-resolvers.ts'
import {showStartupLogs} from '../../src/protocol/commands/process/show-startup-logs.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'

describe.each(recorded)('an answer of HAProxy %s', (_, recording) => {
  const reply = (line: string) => splitReplies(answerTo(recording, line), 1)[0] ?? replyOf('', false)

  test('lists every pool, with its numbers', () => {
    const pools = listPools.decode(reply('show pools'))
    const [, count, bytes] = /^Total: (\d+) pools, (\d+) bytes/m.exec(answerTo(recording, 'show pools')) ?? []
    expect(pools).toHaveLength(Number(count))
    expect(pools.reduce((sum, {allocatedBytes}) => sum + allocatedBytes, 0)).toBe(Number(bytes))
    expect(pools.find(({name}) => name === 'buffer')).toMatchObject({size: 16_384, failures: 0})
    expect(() => listPools.decode(replyOf(reply('show pools').text.replace(/\n.*Pool buffer .*/, '')))).toThrow()
  })

  test('tells what the threads do', () => {
    const activities = showActivity.decode(reply('show activity'))
    expect(activities).toHaveLength(answerTo(recording, 'show activity').split('\n').filter(Boolean).length)
    const loops = activities.find(({name}) => name === 'loops')
    expect(loops?.total).toBe(loops?.threads.reduce((sum, each) => sum + each, 0))
  })

  test('tells numbers from text in show info', () => {
    const {values} = showInfo.decode(reply('show info typed'))
    expect(values).toMatchObject({Name: 'HAProxy', node: 'lab', Stopping: 0, Maxconn: expect.any(Number), Version: expect.stringContaining('.')})
  })

  test.runIf(!isOlder(recording, 2.6))('lists the libraries', () => {
    const libraries = showLibs.decode(reply('show libs'))
    expect(libraries[0]?.path).toBe('{lab}/usr/sbin/haproxy')
    for (const {start, end, size} of libraries) expect(Number(end) - Number(start) + 1).toBe(size)
  })

  test('keeps a variable of several lines whole', () => {
    const variables = showEnv.decode(reply('show env'))
    const valueOf = (name: string) => variables.find((each) => each.name === name)?.value
    expect([valueOf('API_TOKEN'), valueOf('EMPTY'), valueOf('LANG')]).toEqual(['hidden', '', 'C'])
    expect(valueOf('TLS_KEY')).toBe('-----BEGIN KEY-----\nQUJD=\n-----END KEY-----')
    expect(variables.every(({name}) => /^(?:[A-Z_]+)$/.test(name))).toBe(true)
  })

  test('lists messages of the start, or none', () => {
    const logs = showStartupLogs.decode(reply('show startup-logs'))
    expect(logs).toHaveLength(answerTo(recording, 'show startup-logs').split('\n').filter(Boolean).length)
    for (const log of logs) expect(log).toMatchObject({level: expect.stringMatching(/^(?:notice|warning)$/), pid: expect.any(Number)})
  })

  test('lists name servers, peers and caches', () => {
    const servers = showResolvers.decode(reply('show resolvers'))
    expect(servers.map(({resolvers, nameserver}) => [resolvers, nameserver])).toEqual([
      ['default', 'one'],
      ['default', 'two'],
    ])
    expect(servers[0]?.counters).toMatchObject({sent: 0, timeout: 0, outdated: 0})
    const peers = showPeers.decode(reply('show peers'))
    expect(peers.map(({section, peer, isLocal}) => [section, peer, isLocal])).toEqual([
      ['mates', 'other', false],
      ['mates', 'lab', true],
    ])
    expect(peers[0]?.fields).toMatchObject({addr: '127.0.0.1:1', proto_err: '0', flags: '0x0', reconnect: expect.any(String)})
    expect(showCache.decode(reply('show cache'))).toEqual([{name: 'pages', availableBlocks: 1024, answers: []}])
  })

  test('that is cut, refused or unknown is an error', () => {
    const decoders = {
      'show pools': listPools,
      'show activity': showActivity,
      'show env': showEnv,
      'show startup-logs': showStartupLogs,
      'show resolvers': showResolvers,
      'show peers': showPeers,
      'show cache': showCache,
      'show libs': showLibs,
    }
    for (const [line, {decode}] of Object.entries(decoders)) {
      expect(() => decode(replyOf(answerTo(recording, line).trimEnd(), false)), line).toThrow(expect.objectContaining({code: 'reply-truncated'}))
      expect(() => decode(replyOf('Permission denied\n')), line).toThrow(expect.objectContaining({code: 'permission-denied', exit: 7}))
      expect(() => decode(reply('nonsense')), line).toThrow(expect.objectContaining({code: 'unsupported', exit: 1}))
    }
  })
})

test('tables of a peer, several sections and an answer in a cache are read', () => {
  const peers = showPeers.decode(
    replyOf(
      '0x7f: [21/Nov/2026:21:25:09] id=mates disabled=0 flags=0x1\n  0x7e: id=a b(remote,active) addr=127.0.0.1:1973 last_status=ESTA last_hdshk=1s\n        reconnect=3s proto_err=2\n        flags=0x0 appctx:0x7f1\n        shared tables:\n          0x7d local_id=1 remote_id=0\n              last_acked=0 update=0\n              table:0x7c id=t1 update=0 refcnt=1\n        Dictionary cache not dumped (use "show peers dict")\n\n0x6f: [21/Nov/2026:21:25:09] id=others disabled=0\n  0x6e: id=c(local,inactive) addr=unix:0 last_status=NONE\n',
    ),
  )
  expect(peers).toMatchObject([
    {section: 'mates', peer: 'a b', isActive: true, tables: ['t1'], fields: {last_status: 'ESTA', reconnect: '3s', proto_err: '2', flags: '0x0'}},
    {section: 'others', peer: 'c', isLocal: true, tables: []},
  ])
  const text = '0x7f: pages (shctx:0x7e, available blocks:1023)\n0x7d hash:1762494909 vary:0x0000 size:222 (1 blocks), refcount:0, expire:-656\n'
  expect(showCache.decode(replyOf(text))).toEqual([
    {name: 'pages', availableBlocks: 1023, answers: [{hash: '1762494909', size: 222, blocks: 1, expires: -656}]},
  ])
  expect(showResolvers.decode(replyOf('No resolvers found\n'))).toEqual([])
})
