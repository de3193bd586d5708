import {type Level, type LevelNeed, levels, type WireCommand} from '../protocol/command.ts'
import type {ProcessInfo} from '../protocol/commands/process/show-info.ts'
import {type Dialect, levelNeeded} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {nounOf} from '../protocol/refusal.ts'
import {noReply, type Reply} from '../protocol/reply.ts'
import {isAtLeast, shortVersion} from '../protocol/version.ts'
import type {WireText} from '../protocol/word.ts'
import {type Address, parseAddress} from '../transport/address.ts'
import type {Channel} from '../transport/channel.ts'
import {KeptPrompt} from '../transport/kept-prompt.ts'
import {longestTimer} from '../transport/limits.ts'
import {askOnce, exchange, OneShotChannel} from '../transport/one-shot.ts'
import {PromptSession} from '../transport/prompt-session.ts'
import {type ClientOptions, connectOptions} from './options.ts'
import {Pace, pauseUnless} from './pace.ts'
import {type Probe, probe} from './probe.ts'
import {behindAnswer, requireProcess, withQuestion} from './same-process.ts'
import type {Target} from './target.ts'
import {lostAnswer, outcomeUnknown} from './unknown-outcome.ts'

/**
 * A client of one HAProxy process's Runtime API (management guide 9.3).
 *
 * ```ts
 * const client = await RuntimeClient.connect('/run/haproxy/admin.sock')
 * console.log(client.target.version)
 * ```
 */
export class RuntimeClient {
  readonly address: Address
  /** What this HAProxy version can do. */
  readonly dialect: Dialect
  /** What this socket may do. */
  readonly level: Level
  /** tune.bufsize in bytes: command line and payload must fit in it together. */
  readonly bufferSize: number
  /** The process as the probe found it. */
  readonly info: ProcessInfo
  readonly #options: ClientOptions

  private constructor(address: Address, options: ClientOptions, {info, level, dialect, bufferSize}: Probe) {
    this.address = address
    this.#options = options
    this.info = info
    this.level = level
    this.dialect = dialect
    this.bufferSize = bufferSize
  }

  /**
   * Asks the process once who it is; no connection stays open.
   *
   * @param address path, `unix://PATH` or `tcp://HOST:PORT`
   * @throws HactlError with exit 3 where no HAProxy answers
   */
  static async connect(address: string | Address, options: ClientOptions = {}): Promise<RuntimeClient> {
    const where = typeof address === 'string' ? parseAddress(address) : address
    return new RuntimeClient(where, options, await probe(where, connectOptions(options)))
  }

  get target(): Target {
    return {address: this.address.text, node: this.info.node, pid: this.info.pid, version: shortVersion(this.dialect.version)}
  }

  /** ms that one exchange may take to connect, to begin its answer, and to be silent. */
  get timeout(): number {
    return connectOptions(this.#options).timeout
  }

  /** ms for what HAProxy does over all entries of a map: 60 s and 10 s for each million, unless a timeout was given. */
  longTimeout(entries: number): number {
    return this.#options.timeout ?? Math.max(60_000, entries / 100)
  }

  /** ms of silence of a command that is silent by nature for so long: that and the timeout, unless a timeout was given. */
  silenceTimeout(silence: number): number {
    return this.#options.timeout ?? Math.min(silence + this.timeout, longestTimer)
  }

  /** ms that may be waited in all for a dump of so many entries: 10 s for each million, and six times the timeout at least; sixty times where none is known. */
  dumpTimeout(entries: number | undefined): number {
    return entries === undefined ? 60 * this.timeout : Math.max(6 * this.timeout, entries / 100)
  }

  /** Pauses for what goes in many pieces; undefined where HAProxy may work on it all the time. */
  pace(): Pace | undefined {
    const {pace, signal} = this.#options
    return pace === undefined ? undefined : new Pace(pace, pauseUnless(signal))
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal
  }

  /** The same process, asked with other options; nothing is sent. */
  with(options: ClientOptions): RuntimeClient {
    return new RuntimeClient(this.address, {...this.#options, ...options}, this)
  }

  /** The client of the process that answers at this address now: another one after a reload. */
  again(): Promise<RuntimeClient> {
    return RuntimeClient.connect(this.address, {...this.#options, only: undefined})
  }

  /** Several commands on one line of one connection: one process answers them all. */
  async ask(...commands: readonly WireText[]): Promise<Reply[]> {
    return this.#answers(commands, this.#options)
  }

  /** One typed command. Its answer is success by the command's own grammar, or an error. */
  async run<Arguments extends readonly unknown[], Result>(command: WireCommand<Arguments, Result>, ...words: Arguments): Promise<Result> {
    this.require(command)
    // a change is not cut short by a signal: its answer is what tells whether it was made, whoever made it
    const options = command.changes ? {...this.#options, signal: undefined, only: undefined} : this.#options
    const encoded = command.encode(...words)
    try {
      const [reply] = await this.#answers([encoded], options)
      return command.decode(reply ?? noReply, words[0])
    } catch (error) {
      const name = command.named?.(words[0]) ?? command.name
      if (error instanceof HactlError && error.code === 'permission-denied') throw this.#forbidden(name, command.level, error)
      const lost = command.changes ? lostAnswer(error) : undefined
      const look = command.look ?? `hactl ${nounOf(name)} get, or hactl ${nounOf(name)} show`
      if (lost) throw outcomeUnknown(encoded, `look before you run it again: ${look}`, lost)
      throw error
    }
  }

  /**
   * The answer of one line as it comes, for answers that are long.
   *
   * @param limit ms that all of it may take, however steadily it drips; without end unless given
   * @param silence ms that HAProxy may be silent; the timeout unless given
   */
  stream(request: Uint8Array, limit?: number, silence?: number): AsyncIterable<Buffer> {
    const {only} = this.#options
    const asked = only === undefined ? request : withQuestion(request)
    const answer = exchange(this.address, asked, connectOptions(this.#options), {limit, silence, pace: this.pace()})
    return only === undefined ? answer : behindAnswer(answer, {only, request, address: this.address})
  }

  /** A connection that stays, to the process that accepts it. */
  session(): Promise<PromptSession> {
    const {sessionCommand, pipelining} = this.dialect
    return PromptSession.open(this.address, sessionCommand, pipelining, connectOptions(this.#options))
  }

  /** A connection that stays for somebody who types, to the process that accepts it. */
  prompt(): Promise<KeptPrompt> {
    return KeptPrompt.open(this.address, connectOptions(this.#options), this.dialect.missingBlankLine)
  }

  /** A way to send requests in order, one connection each or all on one. */
  channel(kind: Channel['kind']): Promise<Channel> {
    return kind === 'prompt' ? this.session() : Promise.resolve(new OneShotChannel(this.address, connectOptions(this.#options)))
  }

  /** Whether this HAProxy has the command, by its version. */
  has({since}: {readonly since: string}): boolean {
    return isAtLeast(this.dialect.version, since)
  }

  /** @throws HactlError `unsupported` when this HAProxy is older than the command */
  require({name, since, instead}: {readonly name: string; readonly since: string; readonly instead?: string}): void {
    if (this.has({since})) return
    throw new HactlError('unsupported', {
      exit: 1,
      message: `HAProxy ${shortVersion(this.dialect.version)} has no \`${name}\`: it came with ${since}`,
      hint: instead,
      target: this.address.text,
    })
  }

  /**
   * For answers that are read in pieces, and before a question to the user.
   *
   * @throws HactlError `permission-denied` when this socket may not run the command; HAProxy is not asked
   */
  permit({name, level}: {readonly name: string; readonly level: LevelNeed}): void {
    if (levels.indexOf(this.level) < levels.indexOf(levelNeeded(level, this.dialect))) throw this.#forbidden(name, level)
  }

  async #answers(commands: readonly WireText[], options: ClientOptions): Promise<Reply[]> {
    const {only} = options
    if (only === undefined) return askOnce(this.address, line(...commands), commands.length, connectOptions(options))
    const request = line(...commands)
    const [info = noReply, ...replies] = await askOnce(this.address, withQuestion(request), commands.length + 1, connectOptions(options))
    requireProcess(info, {only, request})
    return replies
  }

  #forbidden(name: string, need: LevelNeed, cause?: HactlError): HactlError {
    const needed = levelNeeded(need, this.dialect)
    return new HactlError('permission-denied', {
      exit: 7,
      message: `\`${name}\` needs level ${needed} on HAProxy ${shortVersion(this.dialect.version)}, and this socket has level ${this.level}`,
      hint: `\`stats socket PATH level ${needed}\` in the global section of haproxy.cfg grants it`,
      target: this.address.text,
      cause,
    })
  }
}
