import {setTimeout as delay} from 'node:timers/promises'
import {asError, HactlError} from '../protocol/error.ts'
import type {Address} from './address.ts'
import {codeOf, connectFailure, isNoSocket, isTransient, noSocket} from './connect-failure.ts'
import {answerLimit, longestTimer, tooLong} from './limits.ts'
import {PatientSocket} from './patient-socket.ts'
import {type DebugSink, tracedConnect} from './trace.ts'

export interface ConnectOptions {
  /** Longest wait in ms for the connection, for the first byte of an answer and for each byte after. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Told each thing that goes over the wire, without secrets. */
  readonly debug?: DebugSink | undefined
  /** Sees each request before it is written, and throws for one that is not to be sent. */
  readonly guard?: ((request: Uint8Array) => void) | undefined
}

/** Bytes to and from one socket. Reading ends with HAProxy's end of the connection; a reset after the last byte is such an end. */
export class Connection implements Disposable {
  /** Which of this process it is, as `--debug` tells it. */
  readonly number: number
  readonly #socket: PatientSocket
  #timeout: number
  readonly #received: Buffer[] = []
  #waiting = 0
  /** Bytes that may wait to be read before the socket is told to hold back. */
  #highWater = 1 << 20
  /** Times that bytes came. */
  #heard = 0
  #heardAt: number | undefined
  #ended = false
  #failure: Error | undefined
  #wake: (() => void) | undefined
  #draining: Promise<void> | undefined
  /** Wakes who waits for the end. */
  #whole: (() => void) | undefined
  /** ms that may still be waited; undefined: no limit. */
  #remaining: number | undefined
  #limit = 0
  #clock: NodeJS.Timeout | undefined
  #clockStart = 0
  readonly #address: Address
  readonly #forgetSignal: () => void

  constructor(socket: PatientSocket, address: Address, {timeout, signal}: ConnectOptions, number: number) {
    this.number = number
    this.#socket = socket
    this.#timeout = timeout
    this.#address = address
    // while we hold HAProxy back, the silence is ours
    const silence = () =>
      !socket.isPaused() &&
      this.#failUnlessHeard(
        new HactlError('timeout', {exit: 3, message: `HAProxy gave no answer within ${this.#timeout} ms`, hint: slotsHint, target: address.text}),
      )
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

  /**
   * All that comes until the end, in one wait: short answers are what thousands of chunks wait for.
   *
   * @throws HactlError `answer-endless` for a longer one than is kept
   */
  async readAll(): Promise<Buffer> {
    while (!this.#ended) {
      this.#startClock()
      await new Promise<void>((resolve) => (this.#whole = resolve))
      this.#whole = undefined
      if (this.#waiting > answerLimit) throw tooLong(this.#address)
    }
    this.#atEnd()
    const [only, ...others] = this.#received
    return others.length === 0 ? (only ?? Buffer.alloc(0)) : Buffer.concat(this.#received)
  }

  /** HAProxy has closed it, or it broke. */
  get ended(): boolean {
    return this.#ended
  }

  /** When the first byte since the last write came, of performance.now(). */
  get heardAt(): number | undefined {
    return this.#heardAt
  }

  /** Something came that was not read yet. */
  get hasUnread(): boolean {
    return this.#waiting > 0
  }

  /** Writes without waiting: what HAProxy says meanwhile can be read. */
  write(bytes: Uint8Array): void {
    this.#heardAt = undefined
    this.#socket.setTimeout(this.#timeout)
    // HAProxy may have ended it just now: that is for the reader to notice
    if (this.#socket.writable) this.#socket.write(bytes)
  }

  /** Resolves when what was written has left, or never will; those who wait go on in the order in which they came. */
  drained(): Promise<void> {
    if (!this.#socket.writableNeedDrain || this.#ended) return Promise.resolve()
    this.#draining ??= new Promise<void>((resolve) => {
      const settle = () => {
        this.#socket.off('drain', settle).off('close', settle)
        this.#draining = undefined
        resolve()
      }
      this.#socket.on('drain', settle).on('close', settle)
    })
    return this.#draining
  }

  /** From now on HAProxy may be waited for so many ms in all, however steadily bytes drip. What the reader takes to use them does not count. */
  limitTo(milliseconds: number): void {
    if (this.#ended) return
    this.#stopClock()
    this.#limit = Math.min(milliseconds, longestTimer)
    this.#remaining = this.#limit
    if (this.#wake ?? this.#whole) this.#startClock()
  }

  /** @returns the next bytes; undefined at the end. @throws when the connection broke before any end */
  async read(): Promise<Buffer | undefined> {
    while (this.#received.length === 0) {
      if (this.#ended) return this.#atEnd()
      this.#startClock()
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = undefined
    }
    const bytes = this.#received.shift()
    this.#waiting -= bytes?.length ?? 0
    if (this.#waiting < this.#highWater && this.#socket.isPaused()) this.#resume()
    return bytes
  }

  /** How long HAProxy may be silent from the next write on. ms */
  allow(timeout: number): void {
    this.#timeout = timeout
  }

  /** How many bytes may wait to be read before HAProxy is held back. */
  readAhead(most: number): void {
    this.#highWater = most
  }

  /** From now on the signal does not end it. */
  detach(): void {
    this.#forgetSignal()
  }

  /** Silence is no fault while nothing is asked. */
  rest(): void {
    this.#socket.setTimeout(0)
    this.#stopClock()
    this.#remaining = undefined
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  #resume(): void {
    this.#socket.setTimeout(this.#timeout)
    this.#socket.resume()
  }

  #startClock(): void {
    if (this.#remaining === undefined || this.#clock) return
    this.#clockStart = performance.now()
    this.#clock = setTimeout(() => this.#failUnlessHeard(tooSlow(this.#address, this.#limit)), this.#remaining)
  }

  #stopClock(): void {
    if (!this.#clock || this.#remaining === undefined) return
    clearTimeout(this.#clock)
    this.#clock = undefined
    this.#remaining = Math.max(0, this.#remaining - (performance.now() - this.#clockStart))
  }

  #take(bytes: Buffer): void {
    this.#heard += 1
    this.#heardAt ??= performance.now()
    this.#stopClock()
    this.#received.push(bytes)
    this.#waiting += bytes.length
    if (this.#whole) {
      if (this.#waiting > answerLimit) this.#whole()
      else this.#startClock()
      return
    }
    if (this.#waiting >= this.#highWater) this.#socket.pause()
    this.#wake?.()
  }

  #atEnd(): undefined {
    const failure = this.#failure
    const code = codeOf(failure)
    // a reset is HAProxy's way of not reading what it did not want; whether the answer was whole is for the reader to say
    if (!failure || code === 'ECONNRESET' || code === 'EPIPE') return
    if (failure instanceof HactlError || code === undefined) throw failure
    const {text} = this.#address
    throw new HactlError('connection-lost', {exit: 3, message: `the connection to ${text} broke: ${failure.message}`, target: text, cause: failure})
  }

  #finish(): void {
    this.#forgetSignal()
    this.#stopClock()
    this.#ended = true
    this.#wake?.()
    this.#whole?.()
  }

  /** When we were stopped (Ctrl-Z, a machine that sleeps), the time is over before what has come meanwhile is read: that is done first. */
  #failUnlessHeard(error: Error): void {
    const heard = this.#heard
    setImmediate(() => {
      if (this.#heard === heard && !this.#ended) this.#fail(error)
    })
  }

  #fail(error: Error): void {
    this.#failure = error
    this.#received.length = 0
    this.#socket.destroy()
  }
}

const tooSlow = ({text}: Address, limit: number): HactlError =>
  new HactlError('timeout', {exit: 3, message: `the answer of HAProxy did not end within ${limit} ms`, hint: '--timeout allows more time', target: text})

const slotsHint = 'all of its connection slots may be taken (`stats maxconn`, 10 by default), or it is busy; --timeout waits longer'

/** Opens a connection. Where all slots are taken (EAGAIN), or a reload swaps the socket, tries again until the timeout. */
export async function connect(address: Address, options: ConnectOptions): Promise<Connection> {
  const start = Date.now()
  const trace = tracedConnect(options.debug, address)
  options.signal?.throwIfAborted()
  for (let attempt = 0; ; attempt += 1) {
    try {
      return new Connection(await openSocket(address, options), address, options, trace.opened())
    } catch (error) {
      trace.failed(asError(error))
      options.signal?.throwIfAborted()
      const waited = Date.now() - start
      if (await isNoSocket(error, address)) throw connectFailure(noSocket(error), address, options.timeout)
      if (!isTransient(error, waited, options.timeout)) throw connectFailure(error, address, options.timeout)
      await delay(Math.min(10 * 2 ** attempt, 250) * (0.5 + Math.random() / 2), undefined, {signal: options.signal})
    }
  }
}

function openSocket(address: Address, {timeout, signal}: ConnectOptions): Promise<PatientSocket> {
  return new Promise((resolve, reject) => {
    const socket = new PatientSocket()
    // node has listeners of its own on a socket: only ours are taken off
    const settle = () => {
      signal?.removeEventListener('abort', abort)
      socket.off('error', fail).off('timeout', late).off('connect', ready)
    }
    const fail = (error: Error) => {
      settle()
      socket.destroy()
      reject(error)
    }
    const late = () => fail(Object.assign(new Error('connect timed out'), {code: 'ETIMEDOUT'}))
    const abort = () => fail(new Error('aborted'))
    const ready = () => {
      settle()
      resolve(socket)
    }
    socket.on('error', fail).on('timeout', late).on('connect', ready)
    socket.setTimeout(timeout)
    signal?.addEventListener('abort', abort, {once: true})
    if (address.kind === 'unix') socket.connect({path: address.path})
    else socket.connect({host: address.host, port: address.port, noDelay: true})
  })
}
