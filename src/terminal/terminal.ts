import {fstatSync} from 'node:fs'
import type {Readable} from 'node:stream'
import {foldOf, isJob} from './ci-log.ts'
import type {ColourFacts} from './colour.ts'
import {ask} from './confirm.ts'
import {leaveGoneTerminals} from './gone.ts'
import {Output, type Sink} from './output.ts'
import type {Paging} from './paging.ts'
import {Progress, type Spinner} from './progress.ts'
import {ProgressLog} from './progress-log.ts'
import {type Interruption, interruption, readerLeft} from './signals.ts'

/** The streams of a process, or what a test puts in their place. */
export interface Streams {
  readonly stdout: Sink
  readonly stderr: Sink
  /** Opened only when something is read: an open stdin keeps a process alive. */
  stdin(): Readable
  /** A person is at stdin. */
  stdinIsTTY(): boolean
  /** What is written to stdout is kept as it is. */
  stdoutIsFile(): boolean
  /** Draws on stderr. */
  spin(text: string): Promise<Spinner>
}

/** ora's frame and the space behind it. */
const spinnerWidth = 2

/** What a command knows of the person or program that started it. Nothing else touches process.stdout, stderr and stdin. */
export class Terminal {
  readonly stdout: Output
  readonly stderr: Output
  readonly progress: Progress | ProgressLog
  /** The process goes on when a command ends, however impatient somebody is. */
  keepsRunning = false
  readonly #streams: Streams
  readonly #env: ColourFacts['env']

  constructor(streams: Streams, facts: ColourFacts) {
    this.#streams = streams
    this.#env = facts.env
    this.stderr = new Output(streams.stderr, facts, () => this.progress.clear())
    this.stdout = new Output(streams.stdout, facts, () => this.progress.stop())
    // on a terminal without a size (serial lines, `docker exec -t`) ora would erase lines for ever
    const isDrawn = this.stderr.isTTY && streams.stderr.columns !== 0 && facts.env['TERM'] !== 'dumb' && !isJob(facts.env)
    this.progress = isDrawn
      ? new Progress({
          isFree: () => this.stdout.paging?.paged !== true,
          width: () => this.stderr.width - spinnerWidth,
          start: (text) => streams.spin(text),
        })
      : new ProgressLog((line) => this.say(line))
  }

  /** Where `-` is read from. */
  get stdin(): Readable {
    return this.#streams.stdin()
  }

  /** Somebody can be asked. */
  get isInteractive(): boolean {
    return this.#streams.stdinIsTTY() && this.stderr.isTTY
  }

  /** A line of talk. */
  async say(line: string): Promise<void> {
    const {paging} = this.stdout
    // a pager has the screen, and shows it in its place
    if (paging?.paged) return paging.write(`${line}\n`).catch(() => {})
    // what was written before stands before it
    if (paging) await paging.settle().catch(() => {})
    // the work goes on when its talk is not heard any more
    await this.stderr.write(`${line}\n`).catch(() => {})
  }

  /** Text for people, for stdout. In the log of a CI service that can fold lines, those behind the first are folded away. */
  folded(text: string): string {
    const [title = '', ...lines] = text.replace(/\n$/, '').split('\n')
    const fold = this.stdout.isTTY || this.#streams.stdoutIsFile() ? undefined : foldOf(this.#env)
    return fold && lines.length > 0 ? fold(title, lines.join('\n')) : text
  }

  /**
   * What is written to stdout goes through the pager of this user where it is taller than the terminal, until that is ended; undefined where there is none, or
   * nobody to read.
   *
   * @param stops who writes, when the pager is left; else it goes on unheard
   */
  async page(stops: boolean): Promise<Paging | undefined> {
    if (!this.stdout.isTTY || !this.#streams.stdinIsTTY()) return undefined
    // few commands page: the others start sooner without it
    const {Pager, pagerCommand} = await import('./pager.ts')
    const command = pagerCommand(this.#env)
    if (command === undefined) return undefined
    return this.stdout.page((told) => Pager.start(command, this.#env, told), stops)
  }

  /** Asks for a yes; `undefined`, at once, where nobody can answer. */
  async confirm(question: string, signal?: AbortSignal): Promise<boolean | undefined> {
    if (!this.isInteractive) return undefined
    await this.stdout.paging?.settle()
    this.progress.stop()
    return ask(question, this.stdin, (text) => this.stderr.write(text), signal)
  }

  /** SIGINT, SIGTERM and SIGHUP as an AbortSignal. @param impatient a second signal came */
  interruption(impatient: () => void): Interruption {
    return interruption(process, () => {
      if (!this.keepsRunning) impatient()
    })
  }

  /** Aborts when the reader of stdout leaves; until it is disposed of, that does not end the process. */
  readerLeft(): Interruption {
    return readerLeft(process)
  }

  /** The line is free, and all that was written is gone. */
  async end(): Promise<void> {
    this.progress.stop()
    await Promise.all([this.stdout.flush(), this.stderr.flush()])
  }
}

async function spin(text: string): Promise<Spinner> {
  const {default: ora} = await import('ora')
  // stdin is not ora's: `-` may be read from it
  return ora({text, stream: process.stderr, discardStdin: false, isEnabled: true}).start()
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile()
  } catch {
    return false
  }
}

/** The terminal of this process. */
export function processTerminal(colour: {readonly refused: boolean}): Terminal {
  leaveGoneTerminals()
  return new Terminal(
    {stdout: process.stdout, stderr: process.stderr, stdin: () => process.stdin, stdinIsTTY: () => process.stdin.isTTY, stdoutIsFile: () => isFile(1), spin},
    {env: process.env, refused: colour.refused},
  )
}
