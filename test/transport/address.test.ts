import {mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {parseAddress} from '../../src/transport/address.ts'
import {connect} from '../../src/transport/connection.ts'

const folder = mkdtempSync(join(tmpdir(), 'hactl-address-'))
afterAll(() => rmSync(folder, {recursive: true}))

const failureAt = async (text: string, timeout = 300): Promise<unknown> => {
  const connection = await connect(parseAddress(text), {timeout})
  connection[Symbol.dispose]()
  return undefined
}

/** A socket file that nobody listens on any more, as HAProxy leaves one when it is killed. */
async function staleSocket(): Promise<string> {
  const path = join(folder, 'stale.sock')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(`${path}.live`, resolve))
  renameSync(`${path}.live`, path)
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  return path
}

describe('an address where no connection can be had', () => {
  test('a path that is not there names the line of haproxy.cfg that makes it', async () => {
    await expect(failureAt(join(folder, 'none.sock'))).rejects.toMatchObject({
      code: 'socket-missing',
      exit: 3,
      message: `could not connect to ${join(folder, 'none.sock')}: there is no such socket`,
      hint: expect.stringContaining('stats socket'),
    })
  })

  test('a socket file that is left says that HAProxy may be gone', async () => {
    await expect(failureAt(await staleSocket())).rejects.toMatchObject({
      code: 'connection-refused',
      exit: 3,
      message: expect.stringMatching(/nobody listens there/),
    })
  })

  test('a regular file says that it is no socket', async () => {
    const path = join(folder, 'haproxy.cfg')
    writeFileSync(path, 'global\n')
    await expect(failureAt(path)).rejects.toMatchObject({code: 'not-a-socket', exit: 3, message: expect.stringMatching(/file, not a socket/)})
  })

  test('a directory says that it is no socket', async () => {
    mkdirSync(join(folder, 'run'))
    await expect(failureAt(join(folder, 'run'))).rejects.toMatchObject({code: 'not-a-socket', exit: 3})
  })

  test('a port that nobody listens on', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const port = typeof bound === 'object' && bound ? bound.port : 0
    await new Promise<void>((resolve) => void server.close(() => resolve()))
    const failure = failureAt(`tcp://127.0.0.1:${port}`)
    await expect(failure).rejects.toMatchObject({code: 'connection-refused', exit: 3, message: expect.not.stringContaining('socket file')})
  })

  test('a host and a port may be meant where no file has that name', async () => {
    await expect(failureAt('127.0.0.1:9999')).rejects.toMatchObject({code: 'socket-missing', hint: 'did you mean tcp://127.0.0.1:9999?'})
  })

  test('a host that nobody knows', async () => {
    await expect(failureAt('tcp://no-such-host.invalid:1024', 5000)).rejects.toMatchObject({
      code: expect.stringMatching(/^(host-unknown|connect-timeout)$/),
      exit: 3,
    })
  })
})

describe('a text that is no address', () => {
  test.each([
    ['', 'a path was expected'],
    ['-s', 'a path was expected'],
    ['unix://', 'a path was expected'],
    ['unix://-x', 'a path was expected'],
    [`/tmp/${'x'.repeat(103)}`, '107 bytes at most'],
    [`/tmp/${'é'.repeat(52)}`, '107 bytes at most'],
    ['http://127.0.0.1:80', 'only paths, unix:// and tcp:// are understood'],
    ['tcp://127.0.0.1', 'tcp://HOST:PORT'],
    ['tcp://127.0.0.1:0', 'tcp://HOST:PORT'],
    ['tcp://127.0.0.1:65536', 'tcp://HOST:PORT'],
    ['tcp://-oProxyCommand=x:22', 'tcp://HOST:PORT'],
    ['tcp://::1:80', 'tcp://HOST:PORT'],
  ])('%j is refused as usage', (text, why) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({code: 'address-invalid', exit: 2, message: expect.stringContaining(why)}))
  })

  test.each([
    ['/run/haproxy/admin.sock', {kind: 'unix', path: '/run/haproxy/admin.sock'}],
    ['unix:///run/admin.sock', {kind: 'unix', path: '/run/admin.sock'}],
    ['admin.sock', {kind: 'unix', path: 'admin.sock'}],
    [`/tmp/${'x'.repeat(102)}`, {kind: 'unix'}],
    ['tcp://localhost:9999', {kind: 'tcp', host: 'localhost', port: 9999}],
    ['tcp://[::1]:9999', {kind: 'tcp', host: '::1', port: 9999}],
    // as HAProxy tells them in `show cli sockets`, and `bind` takes them
    ['unix@/run/admin.sock', {kind: 'unix', path: '/run/admin.sock'}],
    ['ipv4@127.0.0.1:9999', {kind: 'tcp', host: '127.0.0.1', port: 9999}],
    ['ipv6@[::1]:9999', {kind: 'tcp', host: '::1', port: 9999}],
    ['tcp6@2001:db8::7:9999', {kind: 'tcp', host: '2001:db8::7', port: 9999}],
    ['tcp@*:9999', {kind: 'tcp', host: '127.0.0.1', port: 9999}],
  ])('%j is one', (text, expected) => {
    expect(parseAddress(text)).toMatchObject({...expected, text})
  })
})
