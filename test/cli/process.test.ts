import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'

const sections = [
  'resolvers default\n    nameserver one 127.0.0.1:1',
  'cache pages\n    total-max-size 1',
  'peers mates\n    peer lab unix@{folder}/peer.sock\n    peer other 127.0.0.1:1',
  'backend kept\n    stick-table type ip size 1k expire 1m store conn_cur peers mates',
]
const start = (version: (typeof lab.versions)[number]) =>
  lab.start(version, {sections, global: ['localpeer lab'], env: {API_TOKEN: 'hunter2', DB: 'mysql://app:pw@db/x', CALM: 'shown'}})

/** The level that each needs, on the versions that differ. */
const needs: Readonly<Record<string, (version: string) => 'user' | 'operator' | 'admin' | undefined>> = {
  level: () => 'user',
  pools: () => 'user',
  activity: (version) => (Number(version) < 3 ? 'user' : 'operator'),
  libs: (version) => (Number(version) < 2.6 ? undefined : 'operator'),
  env: () => 'operator',
  'startup-logs': () => 'operator',
  resolvers: () => 'user',
  peers: () => 'user',
  cache: () => 'admin',
}
const levels = ['user', 'operator', 'admin'] as const

describe.each(lab.versions)('on HAProxy %s', (version) => {
  test('each command answers at its level, and says below it which level grants it', async () => {
    await using haproxy = await start(version)
    for (const [command, levelOn] of Object.entries(needs)) {
      const needed = levelOn(version)
      for (const level of levels) {
        const ended = await hactl([command, '-s', haproxy.sockets[level], '-o', 'json'])
        if (needed === undefined) {
          expect({command, level, status: ended.status}).toEqual({command, level, status: 1})
          expect(errorIn(ended)).toMatchObject({code: 'unsupported', message: expect.stringContaining('2.6'), hint: expect.stringContaining('haproxy -vv')})
        } else if (levels.indexOf(level) < levels.indexOf(needed)) {
          expect({command, level, status: ended.status}).toEqual({command, level, status: 7})
          expect(errorIn(ended)).toMatchObject({code: 'permission-denied', hint: expect.stringContaining(`level ${needed}`)})
        } else {
          expect({command, level, status: ended.status, stderr: ended.stderr.replace('HAProxy said nothing while it started\n', '')}).toEqual({
            command,
            level,
            status: 0,
            stderr: '',
          })
          expect(() => JSON.parse(ended.stdout) as unknown).not.toThrow()
        }
      }
    }
  })

  test('what they tell is what HAProxy has', async () => {
    await using haproxy = await start(version)
    const json = async (...args: string[]): Promise<unknown> => JSON.parse((await hactl([...args, '-s', haproxy.socket, '-o', 'json'])).stdout)
    expect(await json('level')).toMatchObject({
      level: 'admin',
      commands: expect.arrayContaining([expect.objectContaining({command: 'show info', allowed: true})]),
    })
    expect(await json('pools')).toContainEqual(expect.objectContaining({name: 'buffer', size: 16_384, failures: 0}))
    expect(await json('activity')).toContainEqual(expect.objectContaining({name: 'loops', total: expect.any(Number), thread1: expect.any(Number)}))
    expect(await json('resolvers')).toEqual([expect.objectContaining({resolvers: 'default', nameserver: 'one', timeout: 0})])
    expect(await json('cache')).toEqual([{cache: 'pages', answers: 0, bytes: 0, freeBytes: 1_048_576}])
    expect(await json('peers')).toEqual([
      expect.objectContaining({section: 'mates', peer: 'other', local: false, tables: 'kept', proto_err: 0, addr: '127.0.0.1:1'}),
      expect.objectContaining({section: 'mates', peer: 'lab', local: true}),
    ])
    const env = await json('env')
    expect(env).toEqual(
      expect.arrayContaining([
        {name: 'API_TOKEN', value: '***', masked: true},
        {name: 'CALM', value: 'shown', masked: false},
      ]),
    )
    expect(env).toContainEqual({name: 'DB', value: 'mysql://app:***@db/x', masked: true})
    expect(await json('env', '--reveal')).toContainEqual({name: 'API_TOKEN', value: 'hunter2', masked: false})
    for (const args of [['env'], ['env', '-o', 'csv'], ['env', '--debug']]) {
      const {stdout, stderr} = await hactl([...args, '-s', haproxy.socket])
      expect(stdout + stderr).not.toMatch(/hunter2|app:pw/)
    }
  })

  test('memory pools come whole with a small buffer, too', async () => {
    await using haproxy = await lab.start(version, {bufsize: 8192})
    const pools = JSON.parse((await hactl(['pools', '-s', haproxy.socket, '-o', 'json'])).stdout) as {name: string; size: number}[]
    expect(pools.find(({name}) => name === 'buffer' || name === 'trash')?.size).toBeGreaterThanOrEqual(8192)
    expect(pools.length).toBeGreaterThan(10)
  })
})
