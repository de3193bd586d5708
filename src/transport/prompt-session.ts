import {asError, HactlError} from '../protocol/error.ts'
import {type SessionCommand, SessionReader} from '../protocol/prompt.ts'
import {noReply, type Reply, replyOf} from '../protocol/reply.ts'
import type {Address} from './address.ts'
import type {Channel} from './channel.ts'
import {type Connection, type ConnectOptions, connect} from './connection.ts'
import {endless, keptLimit} from './limits.ts'
import {type Trace, traced} from './trace.ts'

/** A line that was written, and what came back for it so far. */
interface Waiting {
  readonly commands: number
  readonly replies: Reply[]
  readonly settle: (lost: Error | undefined) => void
  readonly trace: Trace | undefined
}

/** What came back for one line. */
export interface LineAnswer {
  /** Of the commands that were answered, in order; the last may be cut. */
  readonly replies: readonly Reply[]
  /** Why no more came: what was not answered may have run all the same. */
  readonly lost: Error | undefined
}

/** A line that was written. */
export interface SentLine {
  readonly answer: Promise<LineAnswer>
}

/**
 * A connection that stays (`prompt i` from 3.2.4 on, `prompt` before). Everything on it reaches one process, also after a reload: the old one.
 * Commands go one a line, so that each has one answer on every version; answers are read while requests are written.
 */
export class PromptSession implements Channel {
  readonly kind = 'prompt'
  readonly window: number
  readonly #connection: Connection
  readonly #reader: SessionReader
  readonly #options: ConnectOptions
  readonly #address: Address
  readonly #waiting: Waiting[] = []
  #timeout: number
  #over: Error | undefined
  #setUp: Promise<void> | undefined

  private constructor(connection: Connection, command: SessionCommand, window: number, address: Address, options: ConnectOptions) {
    this.#connection = connection
    this.#reader = new SessionReader(command)
    this.window = window
    this.#address = address
    this.#options = options
    this.#timeout = options.timeout
    void this.#receive()
  }

  /** @param window requests that may be in flight */
  static async open(address: Address, command: SessionCommand, window: number, options: ConnectOptions): Promise<PromptSession> {
    const session = new PromptSession(await connect(address, options), command, window, address, options)
    await session.setUp(Buffer.from(`${command}\n`), ({text, complete}) => {
      if (text === '' && complete) return
      throw new HactlError('not-haproxy', {
        exit: 3,
        message: `${address.text} did not open a session: ${JSON.stringify(text.slice(0, 80))}`,
        target: address.text,
      })
    })
    return session
  }

  /**
   * What has to go before anything else. Where requests may be in flight together nobody waits for its answer: what is asked next goes right behind it, and
   * is rejected when `accept` throws.
   *
   * @throws what `accept` throws, or why there was no answer; the session is closed then
   */
  async setUp(request: Uint8Array, accept: (reply: Reply) => void): Promise<void> {
    const accepted = this.ask(request)
      .then(accept)
      .catch((error: unknown) => {
        this.#end(asError(error))
        this.#connection[Symbol.dispose]()
        throw error
      })
    this.#setUp = accepted
    if (this.window === 1) await accepted
    else accepted.catch(() => undefined)
  }

  /** Resolves when HAProxy has answered what was set up: until then the connection may wait for a slot. @throws what `setUp` does */
  async ready(): Promise<void> {
    await this.#setUp
  }

  async ask(request: Uint8Array): Promise<Reply> {
    const [reply = noReply] = await this.askAll(request, 1)
    return reply
  }

  async askAll(request: Uint8Array, commands: number): Promise<readonly Reply[]> {
    const {replies, lost} = await this.askLine(request, commands)
    // the last may hold why HAProxy has closed
    if (lost && replies.length < commands) throw lost
    return replies
  }

  /**
   * The same where it matters what was answered before the session broke.
   *
   * @throws why nothing was written
   */
  async askLine(request: Uint8Array, commands: number): Promise<LineAnswer> {
    const {answer} = await this.sendLine(request, commands)
    return answer
  }

  /**
   * The same where others are to follow before the answer is there: returns when the line was written.
   *
   * @throws why nothing was written
   */
  async sendLine(request: Uint8Array, commands: number): Promise<SentLine> {
    this.#options.guard?.(request)
    this.#requireOpen()
    await this.#connection.drained()
    // it may have ended while we waited for room: then nobody would ever answer
    this.#requireOpen()
    const trace = traced(this.#options.debug, this.#connection.number, request)
    const replies: Reply[] = []
    const settled = new Promise<Error | undefined>((settle) => this.#waiting.push({commands, replies, settle, trace}))
    if (this.#waiting.length === 1) this.#limit()
    this.#connection.write(request)
    const answer = settled.then((lost) => {
      if (trace) for (const {text} of replies) trace.received(Buffer.from(text, 'latin1'))
      trace?.ended()
      return {replies, lost}
    })
    return {answer}
  }

  /** HAProxy has closed it, it broke, or it was closed. */
  get ended(): boolean {
    return this.#over !== undefined
  }

  /** Nothing that was asked is still to be answered. */
  get idle(): boolean {
    return this.#waiting.length === 0
  }

  /** How long HAProxy may be silent from the next request on. ms */
  allow(timeout: number): void {
    this.#timeout = timeout
    this.#connection.allow(timeout)
  }

  /** From now on no signal cuts this session: what was begun is waited for. */
  detach(): void {
    this.#connection.detach()
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#over ??= new Error('the session was closed')
    this.#connection[Symbol.dispose]()
    return Promise.resolve()
  }

  async #receive(): Promise<void> {
    try {
      for (let bytes = await this.#connection.read(); bytes; bytes = await this.#connection.read()) {
        this.#waiting[0]?.trace?.began()
        const replies = this.#reader.push(bytes)
        for (const reply of replies) this.#take(reply)
        if (replies.length > 0) this.#limit()
        if (this.#reader.pending.length > keptLimit) throw endless(this.#address)
        if (this.#waiting.length === 0) this.#connection.rest()
      }
      const closed = new HactlError('connection-lost', {exit: 3, message: 'HAProxy closed the session', target: this.#address.text})
      this.#takeLastWords(closed)
      this.#end(closed)
    } catch (error) {
      this.#end(asError(error))
    }
  }

  #take(reply: Reply): void {
    const [line] = this.#waiting
    // from here on answers would be taken for those of other commands
    if (!line) throw new HactlError('connection-lost', {exit: 3, message: 'HAProxy answered more than it was asked', target: this.#address.text})
    line.trace?.began()
    line.replies.push(reply)
    if (line.replies.length < line.commands) return
    this.#waiting.shift()
    line.settle(undefined)
  }

  #requireOpen(): void {
    if (this.#over) throw this.#over
  }

  /** Each answer has as long in all, however it drips. */
  #limit(): void {
    this.#connection.limitTo(this.#timeout * 3)
  }

  /** Where HAProxy itself has closed, the first who waits gets what came of its answer: there it says why. */
  #takeLastWords(closed: Error): void {
    if (this.#over || this.#reader.pending.trim() === '') return
    const line = this.#waiting.shift()
    line?.replies.push(replyOf(this.#reader.pending, false))
    line?.settle(closed)
  }

  #end(error: Error): void {
    this.#over ??= error
    for (const {settle} of this.#waiting.splice(0)) settle(error)
  }
}
