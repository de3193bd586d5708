import {HactlError} from '../protocol/error.ts'
import {PromptedAnswer} from '../protocol/prompted-answer.ts'
import type {Address} from './address.ts'
import {type Connection, type ConnectOptions, connect} from './connection.ts'
import {traced} from './trace.ts'

interface AskOptions {
  /** ms that the whole answer may take. */
  readonly limit: number
  /** ms that HAProxy may be silent. */
  readonly silence: number
  readonly signal?: AbortSignal | undefined
  /** HAProxy closes behind it: `quit`. */
  readonly quits?: boolean
}

/**
 * A connection that stays for somebody who types: one command at a time, its answer as it comes. All of them reach the process that accepted it, after a
 * reload, too. It is closed when an answer is not waited for to its end, for what still comes would be taken for the next one.
 */
export class KeptPrompt implements Disposable {
  readonly #connection: Connection
  readonly #address: Address
  readonly #options: ConnectOptions
  readonly #missingBlankLine: boolean
  #closed = false
  #left = false
  #distrusted = false

  private constructor(connection: Connection, address: Address, options: ConnectOptions, missingBlankLine: boolean) {
    this.#connection = connection
    this.#address = address
    this.#options = options
    this.#missingBlankLine = missingBlankLine
  }

  /** @throws why there is none: HAProxy is away, or all of its slots are taken */
  static async open(address: Address, options: ConnectOptions, missingBlankLine: boolean): Promise<KeptPrompt> {
    const connection = await connect(address, options)
    // the signal of one command does not end what stays
    connection.detach()
    const prompt = new KeptPrompt(connection, address, options, missingBlankLine)
    const {timeout, signal} = options
    for await (const said of prompt.ask(Buffer.from('prompt\n'), {limit: timeout * 3, silence: timeout, signal})) {
      if (said.equals(Buffer.from('\n'))) continue
      prompt[Symbol.dispose]()
      throw new HactlError('not-haproxy', {
        exit: 3,
        message: `${address.text} gave no prompt: ${JSON.stringify(said.toString().slice(0, 80))}`,
        target: address.text,
      })
    }
    return prompt
  }

  /** Nothing can be asked any more: one side has closed it, or HAProxy has said what nobody asked for. */
  get over(): boolean {
    return this.#closed || this.#connection.ended || this.#connection.hasUnread
  }

  /** HAProxy has said what nobody asked for: the last answer was not all of it. */
  get saidMore(): boolean {
    return this.#distrusted || this.#connection.hasUnread
  }

  /** It has answered something else than was asked: nobody asks any more. */
  distrust(): void {
    this.#distrusted = true
    this[Symbol.dispose]()
  }

  /** It was closed here, in the middle of an answer: nobody waited any longer. */
  get left(): boolean {
    return this.#left
  }

  /** @param request one command, and its payload @throws HactlError `connection-lost` when HAProxy closes before the end of the answer */
  async *ask(request: Uint8Array, {limit, silence, signal, quits = false}: AskOptions): AsyncGenerator<Buffer, void> {
    this.#options.guard?.(request)
    signal?.throwIfAborted()
    if (this.saidMore) throw this.#lost('HAProxy has said more than it was asked')
    const answer = new PromptedAnswer({payload: request.indexOf(0x0a) < request.length - 1, missingBlankLine: this.#missingBlankLine})
    const abort = (): void => this[Symbol.dispose]()
    signal?.addEventListener('abort', abort, {once: true})
    let isTheirs = false
    const trace = traced(this.#options.debug, this.#connection.number, request)
    try {
      this.#connection.limitTo(limit)
      this.#connection.allow(silence)
      this.#connection.write(request)
      while (!answer.complete) {
        const bytes = await this.#connection.read()
        signal?.throwIfAborted()
        isTheirs = !bytes
        if (!bytes && quits) return
        if (!bytes) throw this.#lost('HAProxy closed the session')
        trace?.received(bytes)
        const text = answer.push(bytes)
        if (text !== '') yield Buffer.from(text, 'latin1')
      }
    } finally {
      trace?.ended()
      signal?.removeEventListener('abort', abort)
      // whoever has all of it may have left at its last piece
      if (answer.complete) this.#connection.rest()
      else {
        this.#left = !isTheirs
        this[Symbol.dispose]()
      }
    }
  }

  #lost(message: string): HactlError {
    return new HactlError('connection-lost', {exit: 3, message, target: this.#address.text})
  }

  [Symbol.dispose](): void {
    this.#closed = true
    this.#connection[Symbol.dispose]()
  }
}
