import {setImmediate as endOfTurn} from 'node:timers/promises'
import {noReply, type Reply, splitReplies} from '../protocol/reply.ts'
import type {Address} from './address.ts'
import type {Channel} from './channel.ts'
import {type Connection, type ConnectOptions, connect} from './connection.ts'
import {traced} from './trace.ts'

interface ExchangeOptions {
  /** A connection that was opened ahead. */
  readonly ready?: Connection | undefined
  /** ms that the whole answer may take; none unless given. */
  readonly limit?: number | undefined
  /** ms that HAProxy may be silent; the timeout unless given. */
  readonly silence?: number | undefined
  /** Told the ms that each piece of the answer took, the reader included; resolves when the next one may come. */
  readonly pace?: {rest(busy: number): Promise<void>} | undefined
}

/** Bytes that may be read ahead where HAProxy is to pause, too. */
const pacedAhead = 1

/** Writes a line on a connection of its own and yields the answer as it comes, to its end. HAProxy closes; we never do before (`wait` would be interrupted). */
export async function* exchange(
  address: Address,
  request: Uint8Array,
  options: ConnectOptions,
  {ready, limit, silence, pace}: ExchangeOptions = {},
): AsyncGenerator<Buffer, void> {
  options.guard?.(request)
  using link = ready ?? (await connect(address, options))
  if (limit !== undefined) link.limitTo(limit)
  if (silence !== undefined) link.allow(silence)
  if (pace) link.readAhead(pacedAhead)
  const trace = traced(options.debug, link.number, request)
  link.write(request)
  let start = performance.now()
  try {
    for (let bytes = await link.read(); bytes; bytes = await link.read()) {
      trace?.received(bytes)
      yield bytes
      await pace?.rest(performance.now() - start)
      start = performance.now()
    }
  } finally {
    trace?.ended()
  }
}

/**
 * One line with `commands` commands, and the reply of each. An answer that is cut is a reply with `complete` false.
 *
 * @throws HactlError `timeout`, `answer-endless`, or why no connection could be had
 */
export async function askOnce(address: Address, request: Uint8Array, commands: number, options: ConnectOptions, ready?: Connection): Promise<Reply[]> {
  const connection = ready ?? (await connect(address, options))
  try {
    options.guard?.(request)
    connection.limitTo(options.timeout * 3)
    const trace = traced(options.debug, connection.number, request)
    connection.write(request)
    try {
      const bytes = await connection.readAll()
      trace?.received(bytes, connection.heardAt)
      return splitReplies(bytes.toString('latin1'), commands)
    } finally {
      trace?.ended()
    }
  } finally {
    // after its end node closes it by itself, and closing it here would keep the next chunk waiting
    if (!connection.ended) connection[Symbol.dispose]()
  }
}

/** ms for which a connection has surely not been closed: `stats timeout` is seconds. */
const fresh = 500

/** A connection for each request; the next one is opened while HAProxy works, but written to only when the answer is there (two at once break the order of entries). */
export class OneShotChannel implements Channel {
  readonly kind = 'oneshot'
  readonly window = 1
  readonly #address: Address
  readonly #options: ConnectOptions
  #next: Promise<Connection> | undefined
  #nextSince = 0

  constructor(address: Address, options: ConnectOptions) {
    this.#address = address
    this.#options = options
  }

  async ask(request: Uint8Array): Promise<Reply> {
    const [reply = noReply] = await this.askAll(request, 1)
    return reply
  }

  async askAll(request: Uint8Array, commands: number): Promise<Reply[]> {
    const connection = await this.#connection()
    const answer = askOnce(this.#address, request, commands, this.#options, connection)
    this.#next = connect(this.#address, this.#options)
    this.#nextSince = performance.now()
    this.#next.catch(() => {}) // told to whom asks next
    return answer
  }

  /** The one that was opened ahead, unless HAProxy has closed it meanwhile (`stats timeout`, while we were stopped): nothing was written to it. */
  async #connection(): Promise<Connection> {
    const ahead = await this.#next
    // when we were stopped, the answer before and the end of this one are told of in the same turn of the event loop: the end may come second
    if (performance.now() - this.#nextSince > fresh) await endOfTurn()
    if (ahead && !ahead.ended) return ahead
    ahead?.[Symbol.dispose]()
    return connect(this.#address, this.#options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const next = await this.#next?.catch(() => undefined)
    next?.[Symbol.dispose]()
  }
}
