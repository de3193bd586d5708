import {createServer, connect as dial, type Server, type Socket} from 'node:net'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

/** A server that takes requests and never answers, and a HAProxy before it. */
export class Slow implements AsyncDisposable {
  readonly haproxy: LabHaproxy
  readonly #origin: Server
  readonly #clients: Socket[] = []

  private constructor(haproxy: LabHaproxy, origin: Server) {
    this.haproxy = haproxy
    this.#origin = origin
  }

  static async start(version: LabVersion): Promise<Slow> {
    const origin = createServer((socket) => socket.on('error', () => {}))
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
    const address = origin.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const sections = [
      `backend be_app\n    balance roundrobin\n    server web1 127.0.0.1:${port}\n    server web2 127.0.0.1:${port}`,
      `listen raw\n    mode tcp\n    bind unix@{folder}/raw.sock\n    server one 127.0.0.1:${port}`,
      // no more than one request goes on: the others wait, without a server
      `listen queued\n    bind unix@{folder}/queued.sock\n    timeout queue 60s\n    server one 127.0.0.1:${port} maxconn 1`,
    ]
    return new Slow(await lab.start(version, {nbthread: 1, frontendLines: ['default_backend be_app'], sections}), origin)
  }

  /** So many requests more, each on a connection of its own; returns when HAProxy works for them. */
  async request(count: number, path?: 'raw.sock' | 'queued.sock'): Promise<void> {
    const wanted = (await this.ids()).length + count
    for (let at = 0; at < count; at += 1) {
      const socket = path === undefined ? dial(this.haproxy.port, '127.0.0.1') : dial(this.haproxy.file(path))
      socket.on('error', () => {})
      socket.write('GET /slow HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n')
      this.#clients.push(socket)
    }
    await this.until(({length}) => length === wanted, `${wanted} sessions`)
  }

  /** Lines of HAProxy's own list, read here: those of its sockets are left out. */
  async lines(): Promise<string[]> {
    const text = (await this.haproxy.exchange('show sess')).toString('latin1')
    return text.split('\n').filter((line) => / be=(?!<NONE>)/.test(line) && !line.includes('fe=GLOBAL'))
  }

  async ids(): Promise<string[]> {
    return (await this.lines()).map((line) => line.slice(0, line.indexOf(':')))
  }

  /** @throws after 10 s */
  async until(holds: (lines: readonly string[]) => boolean, what: string): Promise<string[]> {
    for (const end = Date.now() + 10_000; ; ) {
      const lines = await this.lines()
      if (holds(lines)) return lines
      if (Date.now() > end) throw new Error(`no ${what} within 10 s: ${lines.join('\n')}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#clients) socket.destroy()
    await this.haproxy[Symbol.asyncDispose]()
    this.#origin.close()
  }
}
