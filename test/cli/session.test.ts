import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {Slow} from '../sessions/support.ts'
import {errorIn, hactl} from './hactl.ts'

interface Listed {
  readonly id: string
  readonly backend: string
  readonly server: string | null
  readonly source: string
}

describe.each(lab.versions)('hactl session on HAProxy %s', (version) => {
  let slow: Slow
  beforeAll(async () => {
    slow = await Slow.start(version)
    await slow.request(4)
    await slow.request(1, 'raw.sock')
    await slow.request(2, 'queued.sock')
  })
  afterAll(() => slow[Symbol.asyncDispose]())

  const run = (...words: string[]) => hactl(['session', ...words, '-s', slow.haproxy.socket])
  const list = async (...filters: string[]): Promise<Listed[]> => JSON.parse((await run('list', ...filters, '--json')).stdout) as Listed[]

  test('list has what HAProxy has, and filters it on every version', async () => {
    const all = await list()
    expect(all.map(({id}) => id).sort()).toEqual((await slow.ids()).sort())
    const source = all.find(({backend}) => backend === 'be_app')?.source ?? ''
    const counts: Record<string, number> = {}
    for (const [filter, value] of [
      ['backend', 'be_app'],
      ['backend', 'be_*'],
      ['frontend', 'lab'],
      ['frontend', '?aw'],
      ['server', 'be_app/web1'],
      ['server', 'be_app/*'],
      ['source', '127.0.0.1'],
      ['source', '127.0.0.0/8'],
      ['source', '10.0.0.0/8'],
      ['source', source],
      ['source', 'unix*'],
      ['older', '10m'],
    ] as const)
      counts[`${filter} ${value === source ? 'SOURCE' : value}`] = (await list(`--${filter}`, value)).length
    expect(counts).toEqual({
      'backend be_app': 4,
      'backend be_*': 4,
      'frontend lab': 4,
      'frontend ?aw': 1,
      'server be_app/web1': 2,
      'server be_app/*': 4,
      'source 127.0.0.1': 4,
      'source 127.0.0.0/8': 4,
      'source 10.0.0.0/8': 0,
      'source SOURCE': 1,
      'source unix*': 3,
      'older 10m': 0,
    })
    expect(new Set((await list('--backend', 'queued')).map(({server}) => server))).toEqual(new Set([null, 'one']))
    expect((await list('--frontend', 'GLOBAL')).length).toBeGreaterThan(0)
    expect((await run('list', '--frontend', 'raw')).stdout).toMatch(
      /^SESSION +AGE +SOURCE +FRONTEND +BACKEND +SERVER .*\n0x[\da-f]+ +\d+s +unix:\d+ +raw +raw +one .*\n$/,
    )
  })

  test('a name that HAProxy does not have is 2, with the nearest', async () => {
    for (const [flag, name, near] of [
      ['--backend', 'be_ap', '"be_app"'],
      ['--frontend', 'lob', '"lab"'],
      ['--server', 'be_app/web3', '"be_app/web1"'],
    ] as const) {
      const ended = await run('list', flag, name, '--json')
      expect(ended.status).toBe(2)
      expect(errorIn(ended)).toMatchObject({code: 'proxy-unknown', hint: expect.stringContaining(near)})
    }
    expect(errorIn(await run('kill', '0x1', '--json'))).toMatchObject({code: 'session-unknown'})
    for (const wrong of [['kill'], ['kill', '0x1', '--backend', 'be_app'], ['kill', 'all'], ['show', 'help']])
      expect(errorIn(await run(...wrong, '--json'))).toMatchObject({code: 'usage'})
  })

  test('each asks for its level', async () => {
    const at = async (level: 'user' | 'operator', ...words: string[]) => {
      const ended = await hactl(['session', ...words, '-s', slow.haproxy.sockets[level], '--json'])
      return ended.status === 0 ? 0 : {status: ended.status, ...errorIn(ended)}
    }
    const [id = ''] = await slow.ids()
    const needs = (level: string) => ({status: 7, code: 'permission-denied', hint: expect.stringContaining(`level ${level}`)})
    expect(await at('user', 'list')).toMatchObject(needs('operator'))
    expect(await at('user', 'show', id)).toMatchObject(needs('operator'))
    expect(await at('user', 'kill', id)).toMatchObject(needs('admin'))
    expect(await at('operator', 'kill', '--backend', 'be_app')).toMatchObject(needs('admin'))
    expect(await at('operator', 'list')).toBe(0)
    expect(await at('operator', 'show', id)).toBe(0)
    expect(await at('operator', 'kill', id, '--dry-run')).toBe(0)
    expect(await slow.ids()).toHaveLength(7)
  })

  test('kill asks for more than one, shows what it would send, and ends what was chosen, nothing else', async () => {
    const asked = await run('kill', '--backend', 'be_app', '--json')
    expect(asked.status).toBe(2)
    expect(errorIn(asked)).toMatchObject({code: 'confirmation-required', message: expect.stringContaining('end 4 sessions')})
    expect(await run('kill', '--older', '600m', '--dry-run')).toMatchObject({status: 0, stdout: '', stderr: 'no session fits: nothing was ended\n'})
    const chosen = await list('--source', '127.0.0.1')
    const dry = await run('kill', '--source', '127.0.0.1', '--dry-run')
    expect(dry).toMatchObject({status: 0, stdout: chosen.map(({id}) => `shutdown session ${id}\n`).join('')})
    expect(await run('kill', '--server', 'be_app/web1', '-n')).toMatchObject({status: 0, stdout: 'shutdown sessions server be_app/web1\n'})
    expect(await slow.ids()).toHaveLength(7)

    expect(await run('kill', '--server', 'be_app/web1', '--yes')).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(/^✓ 127\.0\.0\.1:\d+ → lab → be_app\/web1 ended/),
    })
    await slow.until((lines) => lines.length === 5 && !lines.some((line) => line.includes('srv=web1 ')), 'end of those of web1')
    // a server without sessions was not asked about: it is left alone
    expect(await run('kill', '--server', 'be_app/*', '-n')).toMatchObject({status: 0, stdout: 'shutdown sessions server be_app/web2\n'})
    const [one] = await list('--backend', 'be_app')
    expect(await run('kill', one?.id ?? '')).toMatchObject({status: 0, stderr: expect.stringContaining(`(${one?.id})`)})
    await slow.until(({length}) => length === 4, 'end of one')
    expect(await run('kill', '--backend', 'be_app', '--older', '10m')).toMatchObject({status: 0, stderr: 'no session fits: nothing was ended\n'})
    expect((await run('kill', '--backend', 'queued', '--yes')).status).toBe(0)
    const left = await slow.until(({length}) => length === 2, 'end of those that waited')
    expect(new Set(left.map((line) => / be=(\S+)/.exec(line)?.[1]))).toEqual(new Set(['be_app', 'raw']))
  })
})
