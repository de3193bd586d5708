import {addAbortSignal} from 'node:stream'
import type {RuntimeClient} from '../../client/runtime-client.ts'
import type {Listener} from '../../maps/progress.ts'
import type {EntrySource} from '../../maps/source.ts'
import {HactlError} from '../../protocol/error.ts'
import {HactlCommand} from './command.ts'
import {targetOf} from './target.ts'

type TargetFlags = Parameters<typeof targetOf>[0]

/** A command that talks to one HAProxy. */
export abstract class TargetCommand extends HactlCommand {
  #address: string | undefined

  /** The HAProxy that the flags name, or else the first well-known socket. */
  protected async connect(flags: TargetFlags): Promise<RuntimeClient> {
    const {socket, timeout} = targetOf(flags)
    // loaded here: a command that asks no HAProxy starts sooner without it
    const {RuntimeClient} = await import('../../client/runtime-client.ts')
    const {discoverSocket} = await import('../../client/discover.ts')
    this.#address = socket ?? (await discoverSocket())
    return RuntimeClient.connect(this.#address, {timeout, signal: this.signal, debug: this.debugSink})
  }

  /** A map file, a pipe, or `-`, which stands for no map by itself. */
  protected async openSource(path: string, map: string | undefined): Promise<EntrySource> {
    if (path === '-' && map === undefined) throw new HactlError('usage', {exit: 2, message: 'standard input stands for no map', hint: 'name one with --map'})
    const {openSource} = await import('../../maps/open-source.ts')
    const {stdin, isInteractive} = this.terminal
    if (path === '-' && isInteractive) this.note('reading entries from the terminal; Ctrl-D ends them')
    return openSource(path, {standardInput: stdin, signal: this.signal})
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

  protected override async catch(error: Error): Promise<never> {
    if (error instanceof HactlError) error.target ??= this.#address
    return super.catch(error)
  }
}
