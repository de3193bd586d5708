import {once} from 'node:events'
import {existsSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {createServer as createWebServer} from 'node:http'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {wellKnownSockets} from '../../src/client/discover.ts'
import {ScriptedServer} from '../faults/scripted.ts'
import {takeAllSlots} from '../faults/slots.ts'
import {lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'

const atPath = (name: string): string => join(tmpdir(), `hactl-cli-${process.pid}-${name}`)

async function expectNoConnection(args: readonly string[], code: string, message: RegExp): Promise<void> {
  const [json, text] = [await hactl([...args, '-o', 'json', '--timeout', '400ms']), await hactl([...args, '--timeout', '400ms'])]
  expect(json).toMatchObject({status: 3, stderr: ''})
  expect(errorIn(json)).toMatchObject({code, message: expect.stringMatching(message)})
  expect(text).toMatchObject({status: 3, stdout: '', stderr: expect.stringMatching(message)})
  // what to do next, in a line of its own
  expect(text.stderr.trimEnd().split('\n')).toHaveLength(2)
}

describe('no HAProxy is to be had: 3', () => {
  test('a path that is not there', () =>
    expectNoConnection(['map', 'list', '-s', atPath('none')], 'socket-missing', /could not connect to .*none: there is no such socket/))

  test('a socket file that is left', async () => {
    const path = atPath('stale')
    const server = createServer().listen(`${path}.live`)
    await once(server, 'listening')
    renameSync(`${path}.live`, path)
    server.close()
    await expectNoConnection(['map', 'list', '-s', path], 'connection-refused', /nobody listens there/)
    rmSync(path)
  })

  test('a file that is no socket', async () => {
    const path = atPath('haproxy.cfg')
    writeFileSync(path, 'global\n')
    await expectNoConnection(['map', 'list', '-s', path], 'not-a-socket', /file, not a socket/)
    rmSync(path)
  })

  test('a web server', async () => {
    const server = createWebServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const bound = server.address()
    await expectNoConnection(
      ['map', 'list', '-s', `tcp://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`],
      'not-haproxy',
      /that is no HAProxy/,
    )
    server.closeAllConnections()
    server.close()
  })

  test('a server that says nothing', async () => {
    await using server = await ScriptedServer.start(() => {})
    await expectNoConnection(['map', 'list', '-s', server.address], 'timeout', /no answer within 400 ms/)
  })

  test('the socket of the master', async () => {
    await using haproxy = await lab.start('3.2')
    await expectNoConnection(['map', 'list', '-s', haproxy.master], 'master-socket', /is the master's socket/)
  })

  test('all slots are taken', async () => {
    await using haproxy = await lab.start('3.2', {statsMaxconn: 1})
    using taken = await takeAllSlots(haproxy)
    await expectNoConnection(['map', 'list', '-s', haproxy.socket], 'slots-taken', /all connection slots of HAProxy are taken/)
    const waiting = hactl(['map', 'list', '-s', haproxy.socket])
    taken.free()
    expect(await waiting).toMatchObject({status: 0, stderr: ''})
  })

  test('HAProxy is gone', async () => {
    await using haproxy = await lab.start('3.2')
    await haproxy.kill()
    await expectNoConnection(['map', 'list', '-s', haproxy.socket], 'connection-refused', /HAProxy is not running/)
  })

  test.skipIf(wellKnownSockets.some((path) => existsSync(path)))('no socket is named, and none is where they usually are', () =>
    expectNoConnection(['map', 'list'], 'no-target', /no HAProxy was named/),
  )
})

describe('where to connect', () => {
  test('comes from HACTL_SOCKET, and -s is stronger', async () => {
    await using haproxy = await lab.start('3.2')
    const env = {HACTL_SOCKET: haproxy.socket}
    expect(await hactl(['version', '-o', 'plain'], {env})).toMatchObject({status: 0})
    expect(await hactl(['version', '-s', '/nonexistent.sock', '--timeout', '300ms'], {env})).toMatchObject({status: 3})
    expect(await hactl(['version', '-s', haproxy.socket], {env: {HACTL_SOCKET: '/nonexistent.sock'}})).toMatchObject({status: 0})
  })

  test.each(['unix', 'tcp', 'relative'])('may be written as %s', async (form) => {
    await using haproxy = await lab.start('3.2')
    const address = {unix: `unix://${haproxy.socket}`, tcp: `tcp://${haproxy.tcpAddress}`, relative: 'admin.sock'}[form] ?? ''
    expect(await hactl(['version', '-s', address], {cwd: haproxy.folder})).toMatchObject({status: 0, stderr: ''})
  })
})

describe('a level that is too low: 7', () => {
  test.each(['user', 'operator'] as const)('of a socket with level %s, for every map verb on HAProxy 3.4', async (level) => {
    await using haproxy = await lab.start('3.4', {maps: {'big.map': 'a 1\n'}, files: {'new.map': 'a 2\n'}})
    const map = haproxy.file('big.map')
    const source = haproxy.file('new.map')
    const verbs = [
      ['list'],
      ['show', map],
      ['get', map, 'a'],
      ['add', map, 'b', '2'],
      ['set', map, 'a', '2'],
      ['del', map, 'a'],
      ['clear', map, '--yes'],
      ['sync', source, '--map', map],
      ['diff', source, '--map', map],
      ['prepare', map],
      ['load', map, '1', source],
      ['commit', map, '1'],
      ['abort', map, '1'],
    ]
    const all = await Promise.all(verbs.map((verb) => hactl(['map', ...verb, '-s', haproxy.sockets[level], '-o', 'json'])))
    for (const [index, ended] of all.entries()) {
      expect({verb: verbs[index], status: ended.status}).toEqual({verb: verbs[index], status: 7})
      expect(errorIn(ended)).toMatchObject({code: 'permission-denied', hint: expect.stringContaining('level admin'), target: haproxy.sockets[level]})
    }
    expect(await haproxy.dump('big.map')).toEqual([['a', '1']])
  })
})
