import {setTimeout as delay} from 'node:timers/promises'
import {HactlError} from '../protocol/error.ts'
import type {Address} from './address.ts'
import {codeOf, connectFailure, isTransient} from './connect-failure.ts'
import {PatientSocket} from './patient-socket.ts'

export interface ConnectOptions {
  /** Longest wait in ms for the connection, for the first byte of an answer and for each byte after. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Told each thing that goes over the wire, without secrets. */
  readonly debug?: ((line: string) => void) | undefined
}

/** Bytes that may wait to be read before the socket is told to hold back. */
const highWater = 1 << 20

/** Bytes to and from one socket. Reading ends with HAProxy's end of the connection; a reset after the last byte is such an end. */
export class Connection implements Disposable {
  readonly #socket: PatientSocket
  #timeout: number
  readonly #received: Buffer[] = []
  #waiting = 0
  #ended = false
  #failure: Error | undefined
  #wake: (() => void) | undefined
  #overall: NodeJS.Timeout | undefined
  readonly #forgetSignal: () => void

  constructor(socket: PatientSocket, address: Address, {timeout, signal}: ConnectOptions) {
    this.#socket = socket
    this.#timeout = timeout
    const silence = () =>
      this.#fail(new HactlError('timeout', {exit: 3, message: `HAProxy gave no answer within ${this.#timeout} ms`, hint: slotsHint, target: address.text}))
    const abort = () => this.#fail(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
    this.#forgetSignal = () => signal?.removeEventListener('abort', abort)
    socket.setTimeout(0)
    socket.on('timeout', silence)
    socket.on('data', (bytes: Buffer) => this.#take(bytes))
    socket.on('error', (error) => (this.#failure ??= error))
    // not 'close': that comes some turns of the event loop later, for each of thousands of chunks
    socket.on('end', () => this.#finish())
    socket.on('close', () => this.#finish())
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, {once: true})
  }

  /** Writes without waiting: what HAProxy says meanwhile can be read. */
  write(bytes: Uint8Array): void {
    this.#socket.setTimeout(this.#timeout)
    this.#socket.write(bytes)
  }

  /** @returns resolves when what was written has left, or never will */
  drained(): Promise<void> {
    if (!this.#socket.writableNeedDrain || this.#ended) return Promise.resolve()
    return new Promise((resolve) => {
      this.#socket.once('drain', resolve)
      this.#socket.once('close', () => resolve())
    })
  }

  /** From now on the whole of it may take so many ms, however steadily bytes drip. */
  limitTo(milliseconds: number): void {
    clearTimeout(this.#overall)
    this.#overall = setTimeout(() => {
      this.#fail(
        new HactlError('timeout', {
          exit: 3,
          message: `the answer of HAProxy did not end within ${milliseconds} ms`,
          hint: '--timeout sets how long an answer may take',
        }),
      )
    }, milliseconds)
  }

  /** @returns the next bytes; undefined at the end. @throws when the connection broke before any end */
  async read(): Promise<Buffer | undefined> {
    while (this.#received.length === 0) {
      if (this.#ended) return this.#atEnd()
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = undefined
    }
    const bytes = this.#received.shift()
    this.#waiting -= bytes?.length ?? 0
    if (this.#waiting < highWater && this.#socket.isPaused()) this.#socket.resume()
    return bytes
  }

  /** How long HAProxy may be silent from the next write on. ms */
  allow(timeout: number): void {
    this.#timeout = timeout
  }

  /** From now on the signal does not end it. */
  detach(): void {
    this.#forgetSignal()
  }

  /** Silence is no fault while nothing is asked. */
  rest(): void {
    this.#socket.setTimeout(0)
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  #take(bytes: Buffer): void {
    this.#received.push(bytes)
    this.#waiting += bytes.length
    if (this.#waiting >= highWater) this.#socket.pause()
    this.#wake?.()
  }

  #atEnd(): undefined {
    // a reset is HAProxy's way of not reading what it did not want; whether the answer was whole is for the reader to say
    if (this.#failure && codeOf(this.#failure) !== 'ECONNRESET' && codeOf(this.#failure) !== 'EPIPE') throw this.#failure
  }

  #finish(): void {
    this.#forgetSignal()
    clearTimeout(this.#overall)
    this.#ended = true
    this.#wake?.()
  }

  #fail(error: Error): void {
    this.#failure = error
    this.#received.length = 0
    this.#socket.destroy()
  }
}

const slotsHint = 'all of its connection slots may be taken (`stats maxconn`, 10 by default), or it is busy; --timeout waits longer'

/** Opens a connection. Where all slots are taken (EAGAIN), or a reload swaps the socket, tries again until the timeout. */
export async function connect(address: Address, options: ConnectOptions): Promise<Connection> {
  const start = Date.now()
  for (let attempt = 0; ; attempt += 1) {
    try {
      return new Connection(await openSocket(address, options), address, options)
    } catch (error) {
      options.signal?.throwIfAborted()
      const waited = Date.now() - start
      if (!isTransient(error, waited, options.timeout)) throw connectFailure(error, address, options.timeout)
      await delay(Math.min(10 * 2 ** attempt, 250) * (0.5 + Math.random() / 2), undefined, {signal: options.signal})
    }
  }
}

function openSocket(address: Address, {timeout, signal}: ConnectOptions): Promise<PatientSocket> {
  return new Promise((resolve, reject) => {
    const socket = new PatientSocket()
    const settle = (act: () => void) => {
      signal?.removeEventListener('abort', abort)
      socket.removeAllListeners()
      act()
    }
    const fail = (error: Error) =>
      settle(() => {
        socket.destroy()
        reject(error)
      })
    const abort = () => fail(new Error('aborted'))
    socket.once('error', fail)
    socket.setTimeout(timeout, () => fail(Object.assign(new Error('connect timed out'), {code: 'ETIMEDOUT'})))
    socket.once('connect', () => settle(() => resolve(socket)))
    signal?.addEventListener('abort', abort, {once: true})
    if (address.kind === 'unix') socket.connect({path: address.path})
    else socket.connect({host: address.host, port: address.port, noDelay: true})
  })
}
