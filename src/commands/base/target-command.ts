import {getPriority, setPriority} from 'node:os'
import {addAbortSignal} from 'node:stream'
import type {RuntimeClient} from '../../client/runtime-client.ts'
import {targetOf} from '../../contexts/target.ts'
import type {Listener} from '../../maps/progress.ts'
import type {EntrySource} from '../../maps/source.ts'
import {maps, type ReferenceKind} from '../../protocol/commands/map/reference.ts'
import {showInfo} from '../../protocol/commands/process/show-info.ts'
import {HactlError} from '../../protocol/error.ts'
import {HactlCommand} from './command.ts'
import {type Person, protect, requireLevel} from './protection.ts'

/** How HAProxy is talked to; where it is, `choice` tells. */
export interface TargetFlags {
  readonly timeout?: number | undefined
  readonly pace?: number | undefined
  readonly 'dry-run'?: boolean
}

/** Behind its traffic, and who serves it, where HAProxy runs on this machine. nice(1) */
const behindTraffic = 10

function requireMapOf(paths: readonly string[], {noun, called}: ReferenceKind): void {
  if (paths.includes('-')) throw new HactlError('usage', {exit: 2, message: `standard input stands for no ${called}`, hint: `name one with --${noun}`})
  if (paths.length === 1) return
  throw new HactlError('usage', {
    exit: 2,
    message: `${paths.length} files stand for no ${called}`,
    hint: `name the ${called} that they are together with --${noun}`,
  })
}

/** A command that talks to one HAProxy. */
export abstract class TargetCommand extends HactlCommand {
  // for commands that extend another: oclif takes over the classes above only up to the first without anything of its own
  static override baseFlags = HactlCommand.baseFlags
  #address: string | undefined
  #client: RuntimeClient | undefined

  /**
   * The HAProxy that flags, environment or a context name, or else the first well-known socket.
   *
   * @param changes it will be told to change something: a command that can do so has --dry-run, or knows better itself
   * @throws HactlError `context-unconfirmed`, `not-confirmed` for a change that nobody agrees to
   */
  protected async connect(flags: TargetFlags, changes = 'dry-run' in {...this.ctor.flags} && flags['dry-run'] !== true): Promise<RuntimeClient> {
    const target = await targetOf(this.choice)
    // loaded here: a command that asks no HAProxy starts sooner without it
    const {RuntimeClient} = await import('../../client/runtime-client.ts')
    const {discoverSocket} = await import('../../client/discover.ts')
    this.#address = target?.address ?? (await discoverSocket())
    const refusal = target?.context && (await protect({...target, context: target.context}, changes, this.#person))
    // whoever runs it with a lower one still may not raise it
    if (flags.pace !== undefined && getPriority() < behindTraffic) setPriority(behindTraffic)
    const timeout = this.choice.timeout?.value
    const client = await RuntimeClient.connect(this.#address, {timeout, pace: flags.pace, signal: this.signal, debug: this.debugSink, refusal})
    requireLevel(client, target?.context)
    this.#client = client
    return client
  }

  /** Somebody took time to answer: what they agreed to is for the process that they were asked about. @throws HactlError `reloaded` (4): nothing was sent */
  protected override async confirm(question: string): Promise<void> {
    await super.confirm(question)
    const client = this.#client
    if (client && !this.assumesYes) await client.with({only: client.info.id}).run(showInfo)
  }

  /** Map files, pipes, or `-`, one behind the other as one source. It stands for a map by itself only when it is one file. */
  protected async openSource(paths: readonly string[], map: string | undefined, kind = maps): Promise<EntrySource> {
    if (map === undefined) requireMapOf(paths, kind)
    const {concatenated} = await import('../../maps/concatenated.ts')
    return concatenated(await this.openSources(paths, kind))
  }

  /** The same, each a source of its own. */
  protected async openSources(paths: readonly string[], kind = maps): Promise<EntrySource[]> {
    const {openSources} = await import('../../maps/open-source.ts')
    const {stdin, isInteractive} = this.terminal
    if (paths.includes('-') && isInteractive) this.note('reading entries from the terminal; Ctrl-D ends them')
    return openSources(paths, {standardInput: stdin, kind, signal: this.signal})
  }

  /** All of standard input, as bytes. */
  protected async readInput(): Promise<Buffer> {
    const {stdin, isInteractive} = this.terminal
    if (isInteractive) this.note('reading the payload from the terminal; Ctrl-D ends it')
    const pieces: Uint8Array[] = []
    const input: AsyncIterable<Uint8Array> = addAbortSignal(this.signal, stdin)
    for await (const piece of input) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  /** Hears of progress and cautions for the user. */
  protected get listener(): Listener {
    return {progress: this.progress, caution: (text) => this.caution(text)}
  }

  /** Who is told of a target, and agrees to its change. */
  get #person(): Person {
    return {
      note: (line) => this.note(line),
      confirm: (question) => this.confirm(question),
      ask: async (question) => {
        const agreed = await this.terminal.confirm(question, this.signal)
        this.signal.throwIfAborted()
        return agreed
      },
    }
  }

  protected override async catch(error: Error): Promise<never> {
    if (error instanceof HactlError) error.target ??= this.#address
    return super.catch(error)
  }
}
