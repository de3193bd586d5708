import type {Input, ParserOutput} from '@oclif/core/interfaces'
import type {Choice} from '../../contexts/choose.ts'
import {type ExitStatus, HactlError} from '../../protocol/error.ts'
import {colouredWithoutControls, linesWithoutControls} from '../../render/controls.ts'
import {type RenderOptions, renderList} from '../../render/list.ts'
import {type RowList, renderThing} from '../../render/thing.ts'
import type {Chunk, Column, OutputFormat, Row, RowBatches} from '../../render/types.ts'
import type {ProgressStep} from '../../terminal/progress-line.ts'
import {Interrupted, type Interruption} from '../../terminal/signals.ts'
import type {Style} from '../../terminal/style.ts'
import type {Terminal} from '../../terminal/terminal.ts'
import {chosen} from './chosen.ts'
import {baseFlags} from './flags.ts'
import {Command} from './oclif.ts'
import {type Settings, settle} from './settings.ts'
import {sharedTerminal} from './shared-terminal.ts'
import {usageError} from './usage.ts'

/** How one thing is shown to people; JSON and YAML print the thing itself. */
export interface View<T> {
  /** What was done, in a line or a few, on stderr; not with --quiet. */
  readonly summary?: (result: T, style: Style) => string
  /** What was asked for, on stdout; with --quiet too. */
  readonly text?: (result: T, style: Style) => string
  /** A log may fold away all of it but the first line. */
  readonly folds?: boolean
  /** What JSON and YAML print, where it is not the result itself. */
  readonly thing?: (result: T) => object
  /** The one row of csv and plain; the properties of the thing when not given. */
  readonly row?: (result: T) => Row
  /** Several rows instead. */
  readonly rows?: (result: T) => RowList
}

type Values = Record<string, unknown>

/** What all commands have in common: one contract of flags, output, errors, progress and interruption. */
export abstract class HactlCommand extends Command {
  static override baseFlags = baseFlags
  /** What --fields may name, for completion; left out where HAProxy alone knows. */
  static fields: readonly string[] | undefined

  protected readonly terminal: Terminal = sharedTerminal()
  #settings: Settings | undefined
  #choice: Choice | undefined
  #interruption: Interruption | undefined

  /** oclif's parser; what it finds wrong is a HactlError `usage`, and the flags of every command are settled. */
  protected override async parse<F extends Values, B extends Values, A extends Values>(
    options?: Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    try {
      const parsed = await super.parse<F, B, A>(options, argv)
      this.#choice = await chosen(parsed.flags)
      this.#settings = await settle(parsed.flags, this.#choice.output?.value)
      return parsed
    } catch (error) {
      const name = `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`.trim()
      throw await usageError(error, {name, flags: Object.keys({...this.ctor.baseFlags, ...this.ctor.flags}), args: this.ctor.args})
    }
  }

  /** Prints one thing in the form that was asked for. */
  protected async show<T extends object>(result: T, view: View<T> = {}): Promise<void> {
    const {people, quiet} = this
    if (people && view.summary) {
      if (!quiet) await this.#tell(view.summary(result, await this.terminal.stderr.style()))
      return
    }
    const text = people && view.text ? colouredWithoutControls(view.text(result, await this.terminal.stdout.style())) : undefined
    const shown = text !== undefined && view.folds ? this.terminal.folded(text) : text
    const forms = {text: shown, row: view.row?.(result), rows: view.rows?.(result)}
    await this.#print(renderThing(view.thing?.(result) ?? result, forms, await this.#renderOptions()))
  }

  /** Prints a list, batch by batch, as fast as the reader takes it. */
  protected async showRows(columns: readonly Column[], batches: RowBatches): Promise<void> {
    await this.#print(renderList(columns, batches, await this.#renderOptions()))
  }

  /** Prints what comes without end, as it comes: for people a line each. */
  protected async showStream(columns: readonly Column[], batches: RowBatches, lineOf: (row: Row, style: Style) => string): Promise<void> {
    await this.terminal.stdout.paging?.release()
    if (!this.people) return this.#print(renderList(columns, batches, {...(await this.#renderOptions()), endless: true}))
    return this.#print(this.#lines(batches, lineOf))
  }

  /** Prints a list as lines of text for people; everything else as `showRows` does. */
  protected async showLines(columns: readonly Column[], batches: RowBatches, lineOf: (row: Row, style: Style) => string): Promise<void> {
    if (!this.people) return this.showRows(columns, batches)
    return this.#print(this.#lines(batches, lineOf))
  }

  /** Tells how far a long piece of work is; drawn only for people, and only when it takes its time. Bound: may be handed on. */
  protected readonly progress = (step: ProgressStep): void => {
    if (!this.quiet) this.terminal.progress.report(step)
  }

  /** A line on stderr; not with --quiet. */
  protected note(line: string): void {
    if (!this.quiet) void this.terminal.say(linesWithoutControls(line))
  }

  /** A line on stderr that must be seen. */
  protected caution(line: string): void {
    void this.terminal.say(`Warning: ${linesWithoutControls(line)}`)
  }

  /** Nobody is to be asked. */
  protected get assumesYes(): boolean {
    return this.settings.assumeYes
  }

  /** Returns when the user agrees, or did so with --yes. @throws HactlError exit 2: nothing was changed */
  protected async confirm(question: string): Promise<void> {
    if (this.assumesYes) return
    const agreed = await this.terminal.confirm(linesWithoutControls(question), this.signal)
    this.signal.throwIfAborted()
    if (agreed) return
    throw agreed === undefined
      ? new HactlError('confirmation-required', {exit: 2, message: `this must be confirmed: ${question}`, hint: 'add --yes to go ahead without being asked'})
      : new HactlError('not-confirmed', {exit: 2, message: 'not confirmed, nothing was changed'})
  }

  /** Ends with this status although nothing failed: 6 for a difference, 5 for part done. */
  protected exitWith(status: ExitStatus): void {
    process.exitCode = status
  }

  /** Aborts on SIGINT, SIGTERM and SIGHUP with an `Interrupted`; from the first use on these no longer end the process by themselves. */
  protected get signal(): AbortSignal {
    this.#interruption ??= this.terminal.interruption(() => {
      void this.terminal.say('Error: left at once; what was under way may or may not be done')
      process.exit(5)
    })
    return this.#interruption.signal
  }

  /** To be stopped is how this ends: no error to tell of. */
  protected endStopped(): void {
    const reason: unknown = this.signal.reason
    const {stderr, keepsRunning} = this.terminal
    // the terminal has written ^C, and the prompt would stand behind it
    if (stderr.isTTY && !keepsRunning) void stderr.write('\n').catch(() => {})
    this.exitWith(reason instanceof Interrupted ? reason.exit : 130)
  }

  /** Where wire traffic is told, with --debug. */
  protected get debugSink(): ((line: string) => void) | undefined {
    return this.settings.debug ? (line) => void this.terminal.say(linesWithoutControls(line)) : undefined
  }

  protected get quiet(): boolean {
    return this.settings.quiet
  }

  /** A table without a choice of fields: then people are told in words. */
  protected get people(): boolean {
    const {output, fields} = this.settings
    return output === 'table' && !fields
  }

  protected get output(): OutputFormat {
    return this.settings.output
  }

  /** oclif's own warnings, about a deprecated flag. */
  override warn(input: Error | string): Error | string {
    this.caution(input instanceof Error ? input.message : input)
    return input
  }

  /** Errors are printed in one place, for commands and for what is no command. */
  protected override async catch(error: Error): Promise<never> {
    const reason: unknown = this.#interruption?.signal.reason
    // whatever breaks because we were told to stop is no error of its own
    if (reason instanceof Error && !(error instanceof HactlError)) throw reason
    throw error
  }

  protected override async finally(): Promise<void> {
    this.terminal.progress.stop()
    this.#interruption?.[Symbol.dispose]()
  }

  /** What flags, environment and the files of contexts say together. */
  protected get choice(): Choice {
    if (!this.#choice) throw new TypeError(`${this.ctor.name} did not parse its arguments`)
    return this.#choice
  }

  private get settings(): Settings {
    if (!this.#settings) throw new TypeError(`${this.ctor.name} did not parse its arguments`)
    return this.#settings
  }

  /** What was done is talk, not data: it goes to stderr. */
  async #tell(summary: string): Promise<void> {
    this.terminal.progress.stop()
    await this.terminal.say(colouredWithoutControls(summary))
  }

  async *#lines(batches: RowBatches, lineOf: (row: Row, style: Style) => string): AsyncGenerator<string> {
    const style = await this.terminal.stdout.style()
    for await (const rows of batches) yield colouredWithoutControls(rows.map((row) => `${lineOf(row, style)}\n`).join(''))
  }

  async #print(chunks: AsyncIterable<Chunk>): Promise<void> {
    await this.terminal.stdout.writeAll(chunks)
  }

  async #renderOptions(): Promise<RenderOptions> {
    const {output, fields, query, headers} = this.settings
    const {stdout} = this.terminal
    const {bold, green, yellow, red, dim} = await stdout.style()
    const tones = stdout.isColoured ? {good: green, doubtful: yellow, bad: red, faint: dim} : undefined
    return {format: output, fields, query, headers, width: stdout.isTTY ? stdout.width : undefined, emphasis: bold, tones}
  }
}
