import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {startServers, wireState} from '../servers/support.ts'
import {errorIn, hactl} from './hactl.ts'

const newest = lab.versions.at(-1) ?? '3.4'

describe.each(lab.versions)('hactl server on HAProxy %s', (version) => {
  test('list is a table for people, and numbers for programs', async () => {
    await using haproxy = await startServers(version)
    await haproxy.exchange('set server be_app/web2 weight 50')
    const at = ['-s', haproxy.sockets.user]
    const {stdout, status} = await hactl(['server', 'list', ...at])
    expect(status).toBe(0)
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^BACKEND +SERVER +ADMIN +STATE +SINCE +WEIGHT +BACKUP +SESS +QUEUE +CHECK +ADDRESS$/)
    expect(lines[1]).toMatch(/^be_app +web1 +ready +up +\S+ +1 +- +0\/20 +0 +- +127\.0\.0\.1:1$/)
    expect(lines[2]).toMatch(/^be_app +web2 .* 50 \(7\) /)
    expect(stdout).toMatch(/^be_app +six .*backup .*\[::1\]:80$/m)
    expect(stdout).not.toContain('MASTER')
    const json = JSON.parse(
      (await hactl(['server', 'list', '*/web*', ...at, '-o', 'json', '--fields', 'backend,server,weight,initialWeight'])).stdout,
    ) as unknown
    expect(json).toEqual([
      {backend: 'be_app', server: 'web1', weight: 1, initialWeight: 1},
      {backend: 'be_app', server: 'web2', weight: 50, initialWeight: 7},
      {backend: 'be_static', server: 'web1', weight: 1, initialWeight: 1},
    ])
  })

  test('show is one server', async () => {
    await using haproxy = await startServers(version)
    const at = ['-s', haproxy.sockets.user]
    expect(JSON.parse((await hactl(['server', 'show', 'be_app/resting', ...at, '--json'])).stdout)).toMatchObject({server: 'resting', admin: 'maint', port: 3})
    expect((await hactl(['server', 'show', 'be_app/web1', ...at])).stdout).toMatch(/^address: +127\.0\.0\.1$/m)
    const unknown = await hactl(['server', 'show', 'be_app/web9', ...at, '--json'])
    expect(unknown.status).toBe(2)
    expect(errorIn(unknown)).toMatchObject({code: 'proxy-unknown', hint: 'did you mean "be_app/web1" or "be_app/web2"?'})
  })

  test('drain, maint and ready set one server at once, and several when that is confirmed', async () => {
    await using haproxy = await startServers(version)
    const run = (...words: string[]) => hactl(['server', ...words, '-s', haproxy.socket])
    expect(await run('drain', 'be_app/web1')).toMatchObject({status: 0, stdout: '', stderr: expect.stringContaining('be_app/web1 is drain (was ready;')})
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: 8})
    const asked = await run('maint', '*/web*', '--json')
    expect(asked.status).toBe(2)
    expect(errorIn(asked)).toMatchObject({code: 'confirmation-required', message: expect.stringContaining('be_app/web1, be_app/web2, be_static/web1')})
    expect(await wireState(haproxy, 'be_app/web2')).toMatchObject({admin: 0})
    const maint = JSON.parse((await run('maint', '*/web*', '--yes', '--json')).stdout) as {servers: unknown}
    expect(maint.servers).toEqual([
      {backend: 'be_app', server: 'web1', was: 'drain', now: 'maint'},
      {backend: 'be_app', server: 'web2', was: 'ready', now: 'maint'},
      {backend: 'be_static', server: 'web1', was: 'ready', now: 'maint'},
    ])
    expect(await wireState(haproxy, 'be_static/web1')).toMatchObject({admin: 1})
    const dry = await run('ready', 'be_app/web*', '--dry-run')
    expect(dry).toMatchObject({status: 0, stdout: 'set server be_app/web1 state ready\nset server be_app/web2 state ready\n'})
    expect(await run('ready', 'be_app/web1', 'be_static/web1', '--yes')).toMatchObject({status: 0})
    expect([await wireState(haproxy, 'be_app/web1'), await wireState(haproxy, 'be_app/web2')]).toMatchObject([{admin: 0}, {admin: 1}])
    expect(await run('weight', 'be_app/web*', '20', '--yes')).toMatchObject({status: 0, stderr: expect.stringContaining('be_app/web2 is 20 (was 7;')})
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({weight: 20})
    expect(await run('drain', 'be_app')).toMatchObject({status: 2, stderr: expect.stringContaining('BACKEND/SERVER')})
  })
})

test('an empty backend is an empty list', async () => {
  await using haproxy = await startServers(newest)
  expect(await hactl(['server', 'list', 'be_empty', '-s', haproxy.socket, '-o', 'json'])).toMatchObject({status: 0, stdout: '[]\n'})
})
