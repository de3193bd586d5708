import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {discoverContexts} from '../../src/contexts/propose.ts'
import {errorIn, hactl} from '../cli/hactl.ts'
import {lab} from '../haproxy/lab.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hactl-discover-'))
})
afterAll(() => rmSync(folder, {recursive: true}))

function write(path: string, text: string): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, text)
  return file
}

test('sockets of a configuration, each with the level that it has, whatever stands in other sections', async () => {
  const file = write(
    'a/haproxy.cfg',
    [
      'global',
      '    stats socket /run/haproxy/admin.sock mode 660 level admin # ours',
      '    # stats socket /run/never.sock',
      '    stats socket ipv4@127.0.0.1:9999 level user',
      '    stats socket *:9998',
      '    stats socket unix@/run/other/admin.sock',
      '    stats socket abns@haproxy level admin',
      'frontend web',
      '    stats socket /run/wrong.sock',
    ].join('\n'),
  )
  expect(await discoverContexts({files: [file]})).toEqual([
    {name: 'admin', kind: 'socket', address: '/run/haproxy/admin.sock', bound: '/run/haproxy/admin.sock', level: 'admin', origin: `${file}:2`},
    {name: 'haproxy', kind: 'socket', address: 'tcp://127.0.0.1:9999', bound: 'ipv4@127.0.0.1:9999', level: 'user', origin: `${file}:4`},
    {name: 'haproxy-2', kind: 'socket', address: 'tcp://127.0.0.1:9998', bound: '*:9998', level: 'operator', origin: `${file}:5`},
    {name: 'admin-2', kind: 'socket', address: '/run/other/admin.sock', bound: 'unix@/run/other/admin.sock', level: 'operator', origin: `${file}:6`},
    {name: 'haproxy-3', kind: 'socket', address: null, bound: 'abns@haproxy', level: 'admin', origin: `${file}:7`},
  ])
})

test('the unit of Debian, its environment filled in, and what is dropped in beside it', async () => {
  const file = write('b/haproxy.cfg', 'global\n    stats socket /run/from-unit.sock level admin\n')
  const extra = write('b/default', '# of the administrator\nEXTRAOPTS="-S /run/from-file-master.sock"\n')
  write(
    'units/haproxy.service',
    [
      '[Service]',
      `EnvironmentFile=-${extra}`,
      `Environment="CONFIG=${file}" "PIDFILE=/run/haproxy.pid" "EXTRAOPTS=-S /run/haproxy-master.sock"`,
      'ExecStartPre=/usr/sbin/haproxy -Ws -f /nonexistent -c -q $EXTRAOPTS',
      'ExecStart=/usr/sbin/haproxy -Ws -f $CONFIG \\',
      '  -p $PIDFILE $EXTRAOPTS',
    ].join('\n'),
  )
  const options = {proc: '/nonexistent', units: [join(folder, 'units')]}
  const found = async (): Promise<unknown[]> =>
    (await discoverContexts(options)).filter(({origin}) => !origin.startsWith('/etc/')).map(({kind, address, origin}) => [kind, address, origin])
  expect(await found()).toEqual([
    ['socket', '/run/from-unit.sock', `${file}:2`],
    ['master', '/run/from-file-master.sock', 'haproxy.service'],
  ])
  write('units/haproxy.service.d/ours.conf', `[Service]\nExecStart=\nExecStart=/opt/haproxy -W -S /run/dropped.sock,mode,600 -f ${file}\n`)
  expect(await found()).toContainEqual(['master', '/run/dropped.sock', 'haproxy.service'])
  expect(await found()).toHaveLength(2)
})

describe('on this machine', () => {
  test('a HAProxy that runs is found with its master, and the line that is printed makes a context that answers', async () => {
    await using haproxy = await lab.start('3.2')
    const env = {HOME: folder}
    const {stdout, status} = await hactl(['context', 'discover', '-o', 'json'], {env})
    expect(status).toBe(0)
    const rows = JSON.parse(stdout) as {name: string; kind: string; address: string | null; command: string; level: string | null}[]
    const own = rows.find(({address}) => address === haproxy.socket)
    expect(own).toMatchObject({kind: 'socket', level: 'admin'})
    expect(rows).toContainEqual(expect.objectContaining({kind: 'master', address: haproxy.master}))
    const words = own?.command.split(' ').slice(1) ?? []
    expect(await hactl(words, {env})).toMatchObject({status: 0})
    expect((await hactl(['version', '--context', own?.name ?? ''], {env})).stdout).toContain('3.2')
    // nothing would come of a context that is a master
    const told = (await hactl(['context', 'discover'], {env})).stderr
    expect(told).toContain('no command of hactl speaks to a master yet')
    expect(told).not.toContain('--master')
    expect(await hactl(['context', 'add', 'the-master', '--master', haproxy.master], {env})).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('no command of hactl speaks to a master yet'),
    })
    expect((await hactl(['version', '--context', 'the-master'], {env})).stderr).toContain('no command of hactl speaks to a master yet')
  })

  test('no name of a socket is text of a shell, or of a terminal', async () => {
    const sockets = ['/tmp/`id`;id.sock level admin', '/tmp/$(id);id.sock', '/tmp/\u001B[2J.sock']
    const file = write('c/haproxy.cfg', `global\n${sockets.map((socket) => `    stats socket ${socket}\n`).join('')}`)
    const {stdout, stderr} = await hactl(['context', 'discover', file, '-o', 'json'], {env: {HOME: folder}})
    expect(JSON.parse(stdout), stderr).toMatchObject([
      {command: "hactl context add haproxy --socket '/tmp/`id`;id.sock' --level admin"},
      // HAProxy binds /tmp/(id);id.sock
      {address: null, command: null},
      {address: null, command: null},
    ])
  })

  test('a configuration whose name is relative to where HAProxy works is found there', async () => {
    const file = write('d/haproxy.cfg', 'global\n    stats socket /run/relative.sock level admin\n')
    write('proc/78/cmdline', ['haproxy', '-f', 'haproxy.cfg', ''].join('\0'))
    symlinkSync(dirname(file), join(folder, 'proc/78/cwd'))
    const found = await discoverContexts({proc: join(folder, 'proc'), units: []})
    expect(found).toContainEqual(expect.objectContaining({kind: 'socket', address: '/run/relative.sock', origin: `${file}:2`}))
  })

  test('a process whose configuration is a pipe keeps nobody waiting', async () => {
    const pipe = join(folder, 'pipe.cfg')
    execFileSync('mkfifo', [pipe])
    write('proc/77/cmdline', ['haproxy', '-f', pipe, '-S', '/run/master.sock', ''].join('\0'))
    const found = await discoverContexts({proc: join(folder, 'proc'), units: []})
    expect(found).toContainEqual(expect.objectContaining({kind: 'master', address: '/run/master.sock'}))
  })

  test('a configuration that is not there is named', async () => {
    const ended = await hactl(['context', 'discover', '/nonexistent/haproxy.cfg', '--json'], {env: {HOME: folder}})
    expect(ended.status).toBe(2)
    expect(errorIn(ended)).toMatchObject({code: 'source-unreadable', message: expect.stringContaining('/nonexistent/haproxy.cfg')})
  })
})
