import {once} from 'node:events'
import {createServer, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

/** An answer of one of the servers: its letter, and the cookie that HAProxy has put on it. */
export interface Visit {
  readonly server: string
  readonly cookie: string | null
}

/** "Simple HTTP load-balancing with cookie insertion" of HAProxy's architecture guide: four servers, A to D, behind the cookie SERVERID. */
export class Shop implements AsyncDisposable {
  readonly haproxy: LabHaproxy
  readonly #origins: readonly Server[]
  readonly #held: ServerResponse[]

  private constructor(haproxy: LabHaproxy, origins: readonly Server[], held: ServerResponse[]) {
    this.haproxy = haproxy
    this.#origins = origins
    this.#held = held
  }

  static async open(version: LabVersion): Promise<Shop> {
    const held: ServerResponse[] = []
    const letters = ['A', 'B', 'C', 'D']
    const origins = letters.map((letter) =>
      createServer(({url}, response) => {
        if (url === '/basket') held.push(response.writeHead(200, {'content-type': letter}))
        else response.end(letter)
      }),
    )
    const ports = await Promise.all(
      origins.map(async (origin) => {
        await once(origin.listen(0, '127.0.0.1'), 'listening')
        return (origin.address() as AddressInfo).port
      }),
    )
    const lines = letters.map((letter, index) => `    server web${letter} 127.0.0.1:${ports[index]} cookie ${letter}`)
    const haproxy = await lab.start(version, {
      frontendLines: ['default_backend shop'],
      sections: [['backend shop', '    balance roundrobin', '    cookie SERVERID insert indirect', ...lines].join('\n')],
    })
    return new Shop(haproxy, origins, held)
  }

  /** A request of somebody new, or of somebody who was given a cookie before. */
  async visit(cookie?: string): Promise<Visit> {
    const answer = await fetch(`http://127.0.0.1:${this.haproxy.port}/`, {headers: cookie === undefined ? {} : {cookie}})
    return {server: await answer.text(), cookie: /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? null}
  }

  /** The servers of so many requests of new visitors. */
  async visitors(count: number): Promise<string[]> {
    const servers = []
    for (let visit = 0; visit < count; visit += 1) servers.push((await this.visit()).server)
    return servers
  }

  /** A request that the server of the cookie does not answer before `checkout`. Returns when it has it. */
  async fillBasket(cookie: string): Promise<void> {
    const before = this.#held.length
    fetch(`http://127.0.0.1:${this.haproxy.port}/basket`, {headers: {cookie}}).catch(() => {})
    for (const end = Date.now() + 20_000; this.#held.length === before; await new Promise((resolve) => setTimeout(resolve, 5)))
      if (Date.now() > end) throw new Error('no server got the request within 20 s')
  }

  checkout(): void {
    for (const response of this.#held.splice(0)) response.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const response of this.#held) response.destroy()
    for (const origin of this.#origins) {
      origin.close()
      origin.closeAllConnections()
    }
    await this.haproxy[Symbol.asyncDispose]()
  }
}
