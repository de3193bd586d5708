import {once} from 'node:events'
import {createServer} from 'node:http'
import {hostname} from 'node:os'
import {describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/client/runtime-client.ts'
import {Relay} from '../faults/relay.ts'
import {answering, ScriptedServer} from '../faults/scripted.ts'
import {lab} from '../haproxy/lab.ts'

describe.each([...lab.versions])('the probe of HAProxy %s', (version) => {
  test.each(['unix', 'tcp'] as const)('tells version, process, node, level and address in one connection (%s)', async (kind) => {
    await using haproxy = await lab.start(version, {global: ['node lab-node']})
    await using relay = await Relay.before(haproxy.socket, {kind})
    const client = await RuntimeClient.connect(relay.address)
    expect(client.target).toEqual({address: relay.address, node: 'lab-node', pid: await haproxy.pid(), version: haproxy.full})
    expect(client.level).toBe('admin')
    expect(relay.connections).toHaveLength(1)
  })

  test('the node is the host where the configuration names none', async () => {
    await using haproxy = await lab.start(version)
    expect((await RuntimeClient.connect(haproxy.socket)).target.node).toBe(hostname())
  })

  test.each([4096, 8192, 16_384, 32_768, 65_536])('tells a buffer of %i bytes, also where HAProxy shares it with others of that size', async (bufsize) => {
    await using haproxy = await lab.start(version, {bufsize})
    expect((await RuntimeClient.connect(haproxy.socket)).bufferSize).toBe(bufsize)
  })

  test('never takes the buffer for larger than it is', async () => {
    // so small that not even `show info` fits on some versions
    await using haproxy = await lab.start(version, {bufsize: 2048})
    const size = await RuntimeClient.connect(haproxy.socket).then(
      ({bufferSize}) => bufferSize,
      () => 0,
    )
    expect(size).toBeLessThanOrEqual(2048)
  })

  test('tells the level of the socket', async () => {
    await using haproxy = await lab.start(version)
    for (const level of ['admin', 'operator', 'user'] as const) expect((await RuntimeClient.connect(haproxy.sockets[level])).level).toBe(level)
  })

  test('tells a master from a worker', async () => {
    await using haproxy = await lab.start(version)
    await expect(RuntimeClient.connect(haproxy.master, {timeout: 2000})).rejects.toMatchObject({
      code: 'master-socket',
      exit: 3,
      target: haproxy.master,
      hint: expect.stringContaining('stats socket'),
    })
  })

  test('finds the process that came with a reload', async () => {
    await using haproxy = await lab.start(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await haproxy.reload()
    const successor = await client.again()
    expect(successor.info.pid).toBe(await haproxy.pid())
    expect(successor.info.pid).not.toBe(client.info.pid)
  })
})

describe('what is no HAProxy', () => {
  test('a web server is named by what it said', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const bound = server.address()
    const address = `tcp://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
    await expect(RuntimeClient.connect(address, {timeout: 2000})).rejects.toMatchObject({
      code: 'not-haproxy',
      exit: 3,
      message: expect.stringMatching(/answered "HTTP\/1\.1 400 Bad Request.*that is no HAProxy/),
      target: address,
    })
    server.close()
  })

  test.each([
    ['that closes at once', (): string => '', 'not-haproxy', /without an answer/],
    ['that echoes', (line: string): string => `${line}\n`, 'not-haproxy', /that is no HAProxy/],
    ['that answers like another program', (): string => 'ERR unknown command\n\n', 'not-haproxy', /ERR unknown command/],
    ['that answers with control characters', (): string => '\u001B[2J\u0007\n\n', 'not-haproxy', /\\u001b\[2J\\u0007/],
    ['that stops in the middle of its name', (): string => '0.Name.0:POS:str:HAProxy\n1.Versi', 'reply-truncated', /cut/],
  ] as const)('a server %s', async (_, answer, code, message) => {
    await using server = await ScriptedServer.start(answering(answer))
    await expect(RuntimeClient.connect(server.address, {timeout: 2000})).rejects.toMatchObject({code, exit: 3, message: expect.stringMatching(message)})
  })

  test('a server that says nothing runs into the timeout', async () => {
    await using server = await ScriptedServer.start(() => {})
    await expect(RuntimeClient.connect(server.address, {timeout: 200})).rejects.toMatchObject({code: 'timeout', exit: 3, target: server.address})
  })
})
