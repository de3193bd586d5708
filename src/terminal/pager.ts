import {type ChildProcessByStdio, spawn, spawnSync} from 'node:child_process'
import type {Writable} from 'node:stream'
import {Interrupted, type Interruption, interruption} from './signals.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** As git and psql have it: short answers are printed, colours shown, and the screen is left as it is. */
const lessOptions = 'FRX'

/** What $HACTL_PAGER, else $PAGER names, else less; undefined where nothing is to page. */
export function pagerCommand({HACTL_PAGER: own, PAGER: others, TERM: terminal}: Environment): string | undefined {
  const said = (own ?? others ?? `less -${lessOptions}`).trim()
  return said === '' || said === 'cat' || terminal === 'dumb' ? undefined : said
}

/** One program and its arguments, for which no shell is needed. */
const plainCommand = /^[\w./+-]+(?:\s+[\w./:=,+@%-]+)*$/

/** The reader has left. It is no error: what is written is wanted no more. */
export class ReaderLeft extends Error {
  constructor() {
    super('nobody reads any more')
    this.name = 'ReaderLeft'
  }
}

/** A pager on this terminal, written to as fast as somebody reads. While it runs, the keys are its own. */
export class Pager {
  readonly #child: ChildProcessByStdio<Writable, null, null>
  readonly #interruption: Interruption
  readonly #over: Promise<void>
  readonly #told: (why: Error) => void
  #why: Error | undefined
  /** All was written. */
  #ended = false
  /** Who waits to write more. */
  readonly #waiting = new Set<() => void>()

  /** @param modes of the terminal before it @param told that it was left */
  private constructor(child: ChildProcessByStdio<Writable, null, null>, modes: string | undefined, told: (why: Error) => void) {
    this.#child = child
    this.#told = told
    // its own keys and signals are for the pager to understand: the first Ctrl-C ends what comes, another one the pager, too
    this.#interruption = interruption(process, () => void child.kill())
    const {signal} = this.#interruption
    signal.addEventListener('abort', () => {
      const reason: unknown = signal.reason
      this.#leave(reason instanceof Error ? reason : new ReaderLeft())
      if (!(reason instanceof Interrupted) || reason.signalName !== 'SIGINT') child.kill()
    })
    child.stdin.on('error', () => this.#leave(new ReaderLeft())).on('drain', () => this.#goOn())
    this.#over = new Promise((resolve) => {
      child.on('exit', (status) => {
        this.#leave(new ReaderLeft())
        // one that was killed leaves the terminal as it was for it: without echo, say
        if (status !== 0 && modes !== undefined) spawnSync('stty', [modes], {stdio: ['inherit', 'ignore', 'ignore']})
        this.#interruption[Symbol.dispose]()
        resolve()
      })
    })
  }

  /** @returns undefined where there is no such program */
  static start(command: string, env: Environment, told: (why: Error) => void): Pager | undefined {
    const [program = '', ...args] = plainCommand.test(command) ? command.split(/\s+/) : ['/bin/sh', '-c', command]
    const modes = spawnSync('stty', ['-g'], {stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8'})
    const child = spawn(program, args, {stdio: ['pipe', 'inherit', 'inherit'], env: {LESS: lessOptions, LV: '-c', ...env}})
    child.on('error', () => {})
    return child.pid === undefined ? undefined : new Pager(child, modes.status === 0 ? modes.stdout.trim() : undefined, told)
  }

  /** Why nothing is read any more: somebody left, or interrupted it. */
  get left(): Error | undefined {
    return this.#why
  }

  /** Returns when it can take more, or is left. */
  async write(chunk: string | Uint8Array): Promise<void> {
    if (this.#why || this.#child.stdin.write(chunk)) return
    await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  /** Nothing more comes. Returns when its user has left. */
  async end(): Promise<void> {
    this.#ended = true
    this.#child.stdin.end()
    await this.#over
  }

  #leave(why: Error): void {
    this.#why ??= why
    this.#child.stdin.end()
    if (!this.#ended) this.#told(this.#why)
    this.#goOn()
  }

  #goOn(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}
