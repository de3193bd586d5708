import {once} from 'node:events'
import {renameSync, rmSync} from 'node:fs'
import {createServer, type Server, type Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Plan} from './fault.ts'
import {RelayConnection} from './relay-connection.ts'

export interface RelayOptions {
  readonly plan?: Plan
  /** Where the relay listens; a unix socket unless said. */
  readonly kind?: 'unix' | 'tcp'
  /** ms that each request is late. */
  readonly latency?: number
}

let relays = 0

/** Stands between a client and a real HAProxy, records all that goes over each connection, and disturbs it by plan. */
export class Relay implements AsyncDisposable {
  readonly upstream: string
  latency: number
  plan: Plan
  /** In the order in which clients connected. */
  readonly connections: RelayConnection[] = []
  /** Requests of all connections in the order in which they were complete, as text of one character a byte. */
  readonly requests: string[] = []
  readonly #path = join(tmpdir(), `hactl-relay-${process.pid}-${(relays += 1)}.sock`)
  readonly #server: Server
  readonly #kind: 'unix' | 'tcp'
  #address = ''

  private constructor(upstream: string, {plan = () => undefined, latency = 0, kind = 'unix'}: RelayOptions) {
    this.upstream = upstream
    this.#kind = kind
    this.plan = plan
    this.latency = latency
    this.#server = createServer({allowHalfOpen: true}, (socket) => this.#serve(socket))
  }

  /** @param upstream socket of a HAProxy: a path, or `host:port` */
  static async before(upstream: string, options: RelayOptions = {}): Promise<Relay> {
    const relay = new Relay(upstream, options)
    await relay.#listen()
    return relay
  }

  /** What hactl takes for `-s`. */
  get address(): string {
    return this.#address
  }

  /** Nobody is let in any more: a socket file that is left (ECONNREFUSED). Connections that stand go on. */
  refuse(): void {
    if (!this.#server.listening) return
    // node removes the path that it has bound
    if (this.#address === this.#path) renameSync(this.#path, `${this.#path}.left`)
    this.#server.close()
    if (this.#address === this.#path) renameSync(`${this.#path}.left`, this.#path)
  }

  /** Others are let in again, after `refuse`. A relay over TCP has another address then. */
  async admit(): Promise<void> {
    if (this.#server.listening) return
    rmSync(this.#path, {force: true})
    await this.#listen()
  }

  /** Forgets what was recorded. */
  forget(): void {
    this.connections.length = 0
    this.requests.length = 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined
    if (closed) this.#server.close()
    for (const connection of this.connections) connection.destroy()
    await closed
    rmSync(this.#path, {force: true})
  }

  async #listen(): Promise<void> {
    if (this.#kind === 'tcp') this.#server.listen(0, '127.0.0.1')
    else this.#server.listen(this.#path)
    await once(this.#server, 'listening')
    const bound = this.#server.address()
    this.#address = typeof bound === 'object' && bound ? `tcp://127.0.0.1:${bound.port}` : this.#path
  }

  #serve(socket: Socket): void {
    this.connections.push(new RelayConnection(socket, this, this.connections.length))
  }
}
