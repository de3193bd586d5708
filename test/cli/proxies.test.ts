import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {startProxies, statField} from '../proxies/support.ts'
import {errorIn, hactl} from './hactl.ts'

describe.each(lab.versions)('proxies of HAProxy %s on the command line', (version) => {
  test('are tables for people, and numbers for programs', async () => {
    await using haproxy = await startProxies(version)
    const run = (...words: string[]) => hactl([...words, '-s', haproxy.socket])
    const backends = (await run('backend', 'list')).stdout.split('\n')
    expect(backends[0]).toMatch(/^BACKEND +STATE +UP +SINCE +SESS +QUEUE +SESS\/S +WEIGHT +MODE +BALANCE$/)
    expect(backends[1]).toMatch(/^be_app +up +1\+1 of 3 +\S+ +0 +0 +0 +1 +http +roundrobin$/)
    const json = JSON.parse((await run('backend', 'list', 'be_*', '-o', 'json', '--fields', 'backend,active,published')).stdout) as unknown
    expect(json).toEqual([
      {backend: 'be_app', active: 1, published: true},
      {backend: 'be_static', active: 0, published: true},
      {backend: 'be_empty', active: 0, published: true},
    ])
    expect(JSON.parse((await run('backend', 'show', 'be_app', '--json')).stdout)).toMatchObject({backend: 'be_app', servers: 3, backup: 1})
    const frontends = (await run('frontend', 'list')).stdout
    expect(frontends).toMatch(/^FRONTEND +STATUS +SESS +SESS\/S +MOST\/S +MODE$/m)
    expect(frontends).toMatch(/^www +OPEN +0\/50 +0\/100 +0 +http$/m)
    expect((await run('limit', 'show')).stdout).toMatch(/^sessions +none +\S+ +\S+ +sessions\/s$/m)
    expect(errorIn(await run('backend', 'show', 'be_ap', '--json'))).toMatchObject({code: 'proxy-unknown', hint: 'did you mean "be_app"?'})
  })

  test('are changed at once where that can be undone, and when it is confirmed where not', async () => {
    await using haproxy = await startProxies(version)
    const run = (...words: string[]) => hactl([...words, '-s', haproxy.socket])
    const status = (frontend: string) => statField(haproxy, [frontend, 'FRONTEND'], 'status')
    expect(await run('frontend', 'disable', 'www')).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(/www is (PAUSED|STOP) \(was OPEN;.*\n {2}undo: hactl frontend enable www -s \S+\n$/),
    })
    expect(await run('frontend', 'disable', 'www')).toMatchObject({status: 0, stdout: '', stderr: expect.stringMatching(/^= www is (PAUSED|STOP) already\n$/)})
    expect(await run('frontend', 'enable', 'www', '-o', 'csv')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^name,was,now,changed,dryRun,commands\nwww,\w+,OPEN,true,false,enable frontend www\n$/),
    })
    expect(await run('frontend', 'maxconn', 'www', '70')).toMatchObject({status: 0, stderr: expect.stringContaining('maxconn of www is 70 (was 50;')})
    expect(await run('frontend', 'shutdown', 'www')).toMatchObject({status: 2, stderr: expect.stringContaining('must be confirmed')})
    expect(await status('www')).toBe('OPEN')
    expect(await run('frontend', 'shutdown', 'www', '--dry-run')).toMatchObject({status: 0, stdout: 'shutdown frontend www\n'})
    const shut = version === '2.2' ? 'gone' : 'STOP'
    expect(await run('frontend', 'shutdown', 'www', '--yes')).toMatchObject({status: 0, stderr: expect.stringContaining(`www is ${shut} (was OPEN;`)})
    expect(await status('www')).toBe(version === '2.2' ? undefined : 'STOP')
    expect(await run('limit', 'set', 'sessions', '9')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('sessions is 9 sessions/s (was without limit;'),
    })
    expect(await run('limit', 'set', 'sessions', 'x')).toMatchObject({status: 2})
    expect(await run('limit', 'set', 'nosuch', '1')).toMatchObject({status: 2, stderr: expect.stringContaining('there are maxconn, connections')})
    expect(await run('counters', 'clear')).toMatchObject({status: 2, stderr: expect.stringContaining('must be confirmed')})
    expect(await run('counters', 'clear', '--all', '--dry-run')).toMatchObject({status: 0, stdout: 'clear counters all\n'})
    expect(await run('counters', 'clear', '--yes', '-o', 'json')).toMatchObject({status: 0, stdout: expect.stringContaining('"name": "highest"')})
    const forgot = (await run('counters', 'clear', '--all', '--yes')).stderr.includes('forgot since when')
    // docs/haproxy-faults.md: clear-forgets-since
    expect(forgot).toBe(Number(version) >= 3)
  })

  test('are no question where the socket may not change them', async () => {
    await using haproxy = await startProxies(version)
    const changes = [
      ['frontend', 'shutdown', 'www'],
      ['counters', 'clear', '--all'],
      ['server', 'maint', 'be_app/*'],
      ...(Number(version) >= 2.6 ? [['server', 'del', 'be_app/web1', '--maint']] : []),
      ['session', 'kill', '--backend', 'be_app'],
      ...(Number(version) >= 3.4 ? ['del', 'publish', 'unpublish'].map((verb) => ['backend', verb, 'be_empty']) : []),
    ]
    for (const [at, words] of changes.entries()) {
      const ended = await hactl([...words, '-s', haproxy.sockets[at % 2 === 0 ? 'operator' : 'user'], '--json'])
      const {code, hint} = errorIn(ended)
      expect({status: ended.status, code, hint}, words.join(' ')).toEqual({
        status: 7,
        code: 'permission-denied',
        hint: expect.stringContaining('`stats socket PATH level admin` in the global section of haproxy.cfg'),
      })
    }
  })

  test('come and go from HAProxy 3.4 on, and before it is said what to do instead', async () => {
    await using haproxy = await startProxies(version)
    const run = (...words: string[]) => hactl(['backend', ...words, '-s', haproxy.socket, '--json'])
    const add = await run('add', 'be_new', '--from', 'base')
    if (Number(version) < 3.4) {
      expect(add.status).toBe(1)
      expect(errorIn(add)).toMatchObject({code: 'unsupported', message: expect.stringContaining('3.4'), hint: expect.stringContaining('hactl server add')})
      for (const verb of ['publish', 'unpublish', 'del']) expect(errorIn(await run(verb, 'be_app'))).toMatchObject({code: 'unsupported'})
      return
    }
    expect(JSON.parse(add.stdout)).toMatchObject({changes: [{name: 'be_new', was: 'absent', now: 'unpublished'}]})
    expect(await run('publish', 'be_new')).toMatchObject({status: 0, stdout: expect.stringContaining('"now": "published"')})
    expect(await run('unpublish', 'be_new')).toMatchObject({status: 0})
    expect(errorIn(await run('del', 'be_new'))).toMatchObject({code: 'confirmation-required'})
    expect(await run('del', 'be_new', '--yes')).toMatchObject({status: 0, stdout: expect.stringContaining('"now": "absent"')})
  })
})
