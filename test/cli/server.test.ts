import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {startChecked, startServers, wireState} from '../servers/support.ts'
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
    const {stdout} = await hactl(['server', 'show', 'be_app/web1', ...at])
    expect(stdout).toMatch(/^address: +127\.0\.0\.1$/m)
    expect(stdout).toMatch(/^since: +\d+s$/m)
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
    const maint = JSON.parse((await run('maint', '*/web*', '--yes', '--json')).stdout) as {undo: string}
    expect(maint).toMatchObject({
      changes: [
        {name: 'be_app/web1', was: 'drain', now: 'maint'},
        {name: 'be_app/web2', was: 'ready', now: 'maint'},
        {name: 'be_static/web1', was: 'ready', now: 'maint'},
      ],
    })
    expect(maint.undo).toBe(`hactl server drain be_app/web1 -s ${haproxy.socket} && hactl server ready be_app/web2 be_static/web1 -s ${haproxy.socket} --yes`)
    expect(await wireState(haproxy, 'be_static/web1')).toMatchObject({admin: 1})
    const dry = await run('ready', 'be_app/web*', '--dry-run')
    expect(dry).toMatchObject({status: 0, stdout: 'set server be_app/web1 state ready\nset server be_app/web2 state ready\n'})
    expect(await run('ready', 'be_app/web1', 'be_static/web1', '--yes')).toMatchObject({status: 0})
    expect([await wireState(haproxy, 'be_app/web1'), await wireState(haproxy, 'be_app/web2')]).toMatchObject([{admin: 0}, {admin: 1}])
    expect(await run('weight', 'be_app/web*', '20', '--yes')).toMatchObject({status: 0, stderr: expect.stringContaining('be_app/web2 has weight 20 (was 7;')})
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({weight: 20})
    // 50% of 1
    expect((await run('weight', 'be_app/web1', '50%')).stderr).toMatch(/web1 has weight 0 .*\n.*HAProxy rounds down/)
    expect((await run('weight', 'be_app/web1', '0')).stderr).not.toContain('rounds down')
    expect(await run('drain', 'be_app')).toMatchObject({status: 2, stderr: expect.stringContaining('BACKEND/SERVER')})
    // to be copied into a shell as they are
    expect(await run('drain', 'web1')).toMatchObject({status: 2, stderr: expect.stringContaining('did you mean be_app/web1 or be_static/web1?')})
    expect(await run('drain', 'web*')).toMatchObject({status: 2, stderr: expect.stringContaining("'*/web*' stands for those of all backends")})
    expect(await run('drain', 'nosuch')).toMatchObject({status: 2, stderr: expect.stringContaining('hactl server list shows all of them')})
    expect(await run('maint', '*')).toMatchObject({status: 2, stderr: expect.stringContaining("'*/*' stands for")})
  })
})

/** Command lines behind `hactl server`, what is sent, and what is told. */
const changes: readonly (readonly [words: readonly string[], commands: readonly string[], told: RegExp])[] = [
  [['addr', 'be_api/plain', '192.0.2.7:80'], ['set server be_api/plain addr 192.0.2.7 port 80'], /be_api\/plain is 192\.0\.2\.7:80 \(was 127\.0\.0\.1:1;/],
  [['fqdn', 'be_api/named', 'host7.lab'], ['set server be_api/named fqdn host7.lab'], /be_api\/named is host7\.lab \(was host1\.lab;/],
  [['maxconn', 'be_api/plain', '7'], ['set maxconn server be_api/plain 7'], /be_api\/plain is limited to 7 \(was without limit;/],
  [
    ['health', 'be_api/checked', 'up', '--port', '81', '--disable'],
    ['set server be_api/checked check-port 81', 'disable health be_api/checked', 'set server be_api/checked health up'],
    /be_api\/checked is up, checks disabled/,
  ],
  [['health', 'be_api/checked', '--enable'], ['enable health be_api/checked'], /be_api\/checked is \w+, checks enabled/],
  [['health', 'be_api/plain', 'stopping'], ['set server be_api/plain health stopping'], /be_api\/plain is stopping, without checks/],
  [
    ['agent', 'be_api/agent', 'down', '--addr', '127.0.0.8', '--send', 'x', '--disable'],
    [
      'set server be_api/agent agent-addr 127.0.0.8',
      'set server be_api/agent agent-send x',
      'set server be_api/agent agent down',
      'disable agent be_api/agent',
    ],
    /be_api\/agent is down, checks disabled/,
  ],
  [['agent', 'be_api/agent', 'up', '--enable'], ['enable agent be_api/agent', 'set server be_api/agent agent up'], /be_api\/agent is up, checks enabled/],
]

describe.each(lab.versions)('hactl server on HAProxy %s', (version) => {
  test('shows each change before it is made, makes it where it may, and tells what became of it', async () => {
    await using haproxy = await startChecked(version)
    for (const [words, commands, told] of changes) {
      const command = ['server', ...words]
      expect(await hactl([...command, '--dry-run', '-s', haproxy.socket])).toMatchObject({status: 0, stdout: `${commands.join('\n')}\n`})
      const forbidden = await hactl([...command, '--json', '-s', haproxy.sockets.operator])
      expect(forbidden.status).toBe(7)
      expect(errorIn(forbidden)).toMatchObject({code: 'permission-denied', hint: expect.stringContaining('level admin')})
      expect(await hactl([...command, '-s', haproxy.socket])).toMatchObject({status: 0, stdout: '', stderr: expect.stringMatching(told)})
    }
  })

  test('asks before it changes several, but refuses first what cannot be', async () => {
    await using haproxy = await startChecked(version)
    const code = async (...words: string[]) => errorIn(await hactl(['server', ...words, '-s', haproxy.socket, '--json'])).code
    expect(await code('addr', 'be_api/*', ':81')).toBe('confirmation-required')
    expect(await code('addr', 'be_api/*', ':0')).toBe('server-address-invalid')
    expect(await code('maxconn', '*/*', '5')).toBe('confirmation-required')
    expect(await code('maxconn', '*/*', 'five')).toBe('number-invalid')
    expect(await code('weight', '*/*', 'five')).toBe('weight-invalid')
    expect(await code('health', 'be_api/*', 'up')).toBe('check-missing')
    expect(await code('fqdn', 'be_api/*', 'x')).toBe('fqdn-missing')
    expect(await code('agent', 'be_api/agent')).toBe('usage')
    expect(await code('health', 'be_api/plain', 'sick')).toBe('usage')
    expect(await code('health', 'be_api/plain', 'up', '--enable', '--disable')).toBe('usage')
    expect(await code('drain', 'be_api/plain', '--then', 'maint')).toBe('usage')
    expect(await code('addr', 'be_api/plane', '192.0.2.7')).toBe('proxy-unknown')
  })

  test('conn is a table for people, and numbers for programs', async () => {
    await using haproxy = await startServers(version)
    const at = ['-s', haproxy.sockets.user]
    const {stdout, status} = await hactl(['server', 'conn', 'be_app', ...at], {env: {COLUMNS: '80'}})
    expect(status).toBe(0)
    expect(stdout).toMatch(/^BACKEND +SERVER +USED +MAX +NEEDED +IDLE +SAFE +UNSAFE/)
    expect(stdout.trim().split('\n')).toHaveLength(9)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    const [web1] = JSON.parse((await hactl(['server', 'conn', '*/web1', ...at, '--json'])).stdout) as Record<string, unknown>[]
    expect(web1).toMatchObject({backend: 'be_app', server: 'web1', used: 0, idle: 0, idleLimit: null, thread1: 0})
  })
})

test('a question names some of many servers, and how many there are', async () => {
  const servers = Array.from({length: 40}, (_, index) => `    server web${index + 1} 127.0.0.1:1`)
  await using haproxy = await lab.start(newest, {sections: [['backend be', ...servers].join('\n')]})
  const asked = errorIn(await hactl(['server', 'maint', 'be/*', '-s', haproxy.socket, '--json']))
  expect(asked.code).toBe('confirmation-required')
  expect(asked.message).toMatch(/set 40 servers \(be\/web1, .*be\/web12 and 28 more, which --dry-run lists\) to maint/)
})

test('an empty backend is an empty list', async () => {
  await using haproxy = await startServers(newest)
  expect(await hactl(['server', 'list', 'be_empty', '-s', haproxy.socket, '-o', 'json'])).toMatchObject({status: 0, stdout: '[]\n'})
})
