import {setTimeout as pause} from 'node:timers/promises'
import type {LabHaproxy} from './haproxy.ts'
import {HttpConnection} from './http.ts'
import {pathOf, type Question, valueOf} from './lookup.ts'

export interface TrafficOptions {
  /** Keep-alive connections, each with one request at a time; 4 unless said. */
  connections?: number
  next(): Question
  /** `undefined` when nothing matched. What it throws ends the traffic and comes out of `stop`. */
  onAnswer?(sample: string, value: string | undefined): void
}

/** Requests as dense as HAProxy answers them. A test that looks for stale answers needs thousands a second. */
export class Traffic implements AsyncDisposable {
  requests = 0
  failures = 0
  /** The latest failure, for the message of a test. */
  lastFailure: unknown
  readonly #haproxy: LabHaproxy
  readonly #options: TrafficOptions
  #clients: Promise<void>[] = []
  #running = false
  #thrown: unknown[] = []

  constructor(haproxy: LabHaproxy, options: TrafficOptions) {
    this.#haproxy = haproxy
    this.#options = options
  }

  start(): this {
    if (this.#running) return this
    this.#running = true
    this.#clients = Array.from({length: this.#options.connections ?? 4}, () => this.#drive())
    return this
  }

  /** Waits until so many more requests were answered. */
  async more(requests: number, deadline = 10_000): Promise<void> {
    const end = Date.now() + deadline
    for (const goal = this.requests + requests; this.requests < goal && this.#running; await pause(5)) {
      if (Date.now() > end)
        throw new Error(`no ${requests} answers to HTTP requests within ${deadline} ms; ${this.failures} failures, the last: ${String(this.lastFailure)}`)
    }
  }

  async stop(): Promise<void> {
    this.#running = false
    await Promise.all(this.#clients)
    if (this.#thrown.length > 0) throw this.#thrown[0]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #drive(): Promise<void> {
    const connection = new HttpConnection(this.#haproxy.port)
    while (this.#running) await this.#ask(connection, this.#options.next())
    connection.close()
  }

  async #ask(connection: HttpConnection, question: Question): Promise<void> {
    let value: string | undefined
    try {
      value = valueOf(question, await connection.get(pathOf(question)), this.#haproxy.options)
    } catch (error) {
      this.failures++
      this.lastFailure = error
      await pause(2) // a HAProxy that is gone is not hammered
      return
    }
    this.requests++
    try {
      this.#options.onAnswer?.(question.sample, value)
    } catch (error) {
      this.#thrown.push(error)
      this.#running = false
    }
  }
}

export const traffic = (haproxy: LabHaproxy, options: TrafficOptions) => new Traffic(haproxy, options)
