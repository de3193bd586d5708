import {once} from 'node:events'
import {createServer, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, test} from 'vitest'
import {errorIn, Running} from '../cli/hactl.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {wireState} from './support.ts'

/** A HAProxy before a server that answers when it is told to, and one request that waits for it. */
class Busy implements AsyncDisposable {
  readonly haproxy: LabHaproxy
  readonly #origin: ReturnType<typeof createServer>
  readonly #held: ServerResponse

  private constructor(haproxy: LabHaproxy, origin: ReturnType<typeof createServer>, held: ServerResponse) {
    this.haproxy = haproxy
    this.#origin = origin
    this.#held = held
  }

  static async start(version: LabVersion): Promise<Busy> {
    const origin = createServer()
    await once(origin.listen(0, '127.0.0.1'), 'listening')
    const {port} = origin.address() as AddressInfo
    const haproxy = await lab.start(version, {frontendLines: ['default_backend be'], sections: [`backend be\n    server web1 127.0.0.1:${port}`]})
    const asked = once(origin, 'request') as Promise<[unknown, ServerResponse]>
    fetch(`http://127.0.0.1:${haproxy.port}/`).catch(() => {})
    return new Busy(haproxy, origin, (await asked)[1])
  }

  answer(): void {
    this.#held.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#held.destroy()
    this.#origin.close()
    this.#origin.closeAllConnections()
    await this.haproxy[Symbol.asyncDispose]()
  }
}

/** Returns when the server is in drain. */
async function drains(haproxy: LabHaproxy): Promise<void> {
  for (const end = Date.now() + 20_000; (await wireState(haproxy, 'be/web1')).admin !== 8; ) if (Date.now() > end) throw new Error('no drain within 20 s')
}

const drain = ({haproxy}: Busy, ...more: string[]): Running => new Running(['server', 'drain', 'be/web1', '--wait', '-s', haproxy.socket, '--json', ...more])
const undone = expect.stringMatching(/hactl server ready be\/web1 -s \S+$/)

describe.each(lab.versions)('server drain --wait on HAProxy %s', (version) => {
  test('goes on until the last session is over', async () => {
    await using busy = await Busy.start(version)
    const run = drain(busy)
    let over = false
    void run.ended.then(() => (over = true))
    await drains(busy.haproxy)
    expect(over).toBe(false)
    busy.answer()
    expect(await run.ended).toMatchObject({status: 0})
  })

  test('that runs out is 5, and leaves the server in drain', async () => {
    await using busy = await Busy.start(version)
    const ended = await drain(busy, '--wait-timeout', '300ms').ended
    expect(ended.status).toBe(5)
    expect(errorIn(ended)).toMatchObject({code: 'drain-incomplete', message: expect.stringContaining('1 on be/web1'), hint: undone})
    expect(await wireState(busy.haproxy, 'be/web1')).toMatchObject({admin: 8})
  })

  test('that is interrupted is 5, too', async () => {
    await using busy = await Busy.start(version)
    const run = drain(busy)
    await drains(busy.haproxy)
    run.signal('SIGINT')
    const ended = await run.ended
    expect(ended.status).toBe(5)
    expect(errorIn(ended)).toMatchObject({code: expect.stringMatching(/^(drain|servers)-incomplete$/), hint: undone})
    expect(await wireState(busy.haproxy, 'be/web1')).toMatchObject({admin: 8})
  })
})
