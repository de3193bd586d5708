import {connect, createServer} from 'node:net'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'

/** Sends bytes, and returns when the other side has closed. */
const sent = (port: number, bytes: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')))
    socket
      .on('error', () => {})
      .on('data', () => {})
      .on('close', () => resolve())
  })

describe.each(lab.versions)('on HAProxy %s', (version) => {
  const origin = createServer((socket) => socket.on('error', () => {}).on('data', () => socket.end('HTTP/1.1 nonsense\r\n\r\n')))
  let haproxy: LabHaproxy
  beforeAll(async () => {
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
    const address = origin.address()
    const port = typeof address === 'object' && address ? address.port : 0
    haproxy = await lab.start(version, {frontendLines: ['default_backend be_app'], sections: [`backend be_app\n    server web1 127.0.0.1:${port}`]})
  })
  afterAll(async () => {
    await haproxy[Symbol.asyncDispose]()
    origin.close()
  })
  const json = async (...args: string[]): Promise<unknown> => JSON.parse((await hactl([...args, '-s', haproxy.socket, '-o', 'json'])).stdout)

  test('errors shows what could not be read, and where', async () => {
    const none = await hactl(['errors', '-s', haproxy.socket])
    expect(none).toMatchObject({status: 0, stdout: '', stderr: 'no request or answer was captured: HAProxy could read them all\n'})
    await sent(haproxy.port, 'GET / HTTP/1.1\r\nbad header: \xff\r\n\r\n')
    await sent(haproxy.port, 'GET /x HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n')
    const request = {
      side: 'request',
      frontend: 'lab',
      backend: null,
      position: 19,
      messageBase64: Buffer.from('GET / HTTP/1.1\r\nbad header: \xff\r\n\r\n', 'latin1').toString('base64'),
    }
    const response = {side: 'response', frontend: 'lab', backend: 'be_app', server: 'web1', message: expect.stringMatching(/^HTTP\/1\.1 nonsense/)}
    expect(await json('errors')).toEqual(expect.arrayContaining([expect.objectContaining(request), expect.objectContaining(response)]))
    expect(await json('errors', '--side', 'request')).toEqual([expect.objectContaining(request)])
    expect(await json('errors', 'be_app')).toEqual([expect.objectContaining(response)])
    expect(await json('errors', 'be_app', '--side', 'request')).toEqual([])
    expect((await hactl(['errors', 'lab', '-s', haproxy.socket])).stdout).toMatch(
      /^invalid request .* → lab\nbyte 19 of 33:\n +0 {2}GET \/ HTTP\/1\.1\\r\\n\n +16 {2}bad» «header: \\xff\\r\\n\n +31 {2}\\r\\n\n/,
    )
    expect(errorIn(await hactl(['errors', 'be_ap', '-s', haproxy.socket, '--json']))).toMatchObject({code: 'proxy-unknown', hint: 'did you mean "be_app"?'})
  })

  test('profiling is set, read back, and tells the functions', async () => {
    const dry = await hactl(['profiling', 'set', 'tasks', 'on', '-n', '-s', haproxy.socket])
    expect(dry).toMatchObject({status: 0, stdout: 'set profiling tasks on\n'})
    expect((await haproxy.exchange('show profiling')).toString()).toMatch(/Per-task CPU profiling +: auto/)
    expect(await json('profiling', 'set', 'tasks', 'on')).toMatchObject({
      changed: true,
      undo: `hactl profiling set tasks auto -s ${haproxy.socket}`,
      changes: [{name: 'tasks', was: expect.stringMatching(/^auto/), now: 'on', changed: true}],
    })
    const functions = await json('profiling', 'show')
    if (version === '2.2') expect(functions).toEqual([])
    else
      expect(functions).toContainEqual(
        expect.objectContaining({function: expect.stringMatching(/applet|process_stream/), calls: expect.any(Number), cpu_tot: expect.any(Number)}),
      )
    for (const wrong of [
      ['memory', 'auto'],
      ['tasks', 'maybe'],
      ['cpu', 'on'],
    ])
      expect(errorIn(await hactl(['profiling', 'set', ...wrong, '-s', haproxy.socket, '--json']))).toMatchObject({code: 'usage'})
    const memory = await hactl(['profiling', 'set', 'memory', 'on', '-s', haproxy.socket, '--json'])
    expect(errorIn(memory)).toMatchObject({code: 'unsupported', message: expect.stringContaining('USE_MEMORY_PROFILING')})
  })

  test('each asks for its level', async () => {
    const levels = ['user', 'operator', 'admin'] as const
    const needs = {errors: 'operator', 'profiling show': version === '2.2' ? 'user' : 'admin', 'profiling set tasks auto': 'admin'} as const
    for (const [command, needed] of Object.entries(needs)) {
      for (const level of levels) {
        const ended = await hactl([...command.split(' '), '-s', haproxy.sockets[level], '--json'])
        const refused = levels.indexOf(level) < levels.indexOf(needed)
        expect({command, level, status: ended.status}).toEqual({command, level, status: refused ? 7 : 0})
        if (refused) expect(errorIn(ended)).toMatchObject({code: 'permission-denied', hint: expect.stringContaining(`level ${needed}`)})
      }
    }
  })
})
