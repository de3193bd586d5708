import {PassThrough, type Readable} from 'node:stream'
import type {Sink} from '../../src/terminal/output.ts'
import type {Spinner} from '../../src/terminal/progress.ts'
import type {Streams} from '../../src/terminal/terminal.ts'

/** A stream that remembers; `slow` keeps the writer waiting until `release`. */
export class FakeSink implements Sink {
  text = ''
  slow = false
  readonly isTTY: boolean
  readonly columns: number | undefined
  #waiting: (() => void)[] = []

  constructor({isTTY = false, columns}: {isTTY?: boolean; columns?: number} = {}) {
    this.isTTY = isTTY
    this.columns = columns
  }

  write(chunk: string | Uint8Array, written: () => void): boolean {
    this.text += Buffer.from(chunk).toString('utf8')
    if (this.slow) this.#waiting.push(written)
    else written()
    return !this.slow
  }

  release(): void {
    for (const written of this.#waiting.splice(0)) written()
  }
}

/** What a spinner did, in order. */
export class FakeSpinner implements Spinner {
  text: string
  readonly log: string[]
  constructor(text: string, log: string[]) {
    this.text = text
    this.log = log
    log.push(`start ${text}`)
  }
  clear(): void {
    this.log.push('clear')
  }
  stop(): void {
    this.log.push('stop')
  }
}

export class FakeStreams implements Streams {
  readonly stdout: FakeSink
  readonly stderr: FakeSink
  readonly input = new PassThrough()
  readonly spinners: string[] = []
  spinner: FakeSpinner | undefined
  readonly #isTTY: boolean

  constructor({isTTY}: {isTTY: boolean}) {
    this.#isTTY = isTTY
    this.stdout = new FakeSink({isTTY, columns: 100})
    this.stderr = new FakeSink({isTTY, columns: 100})
  }
  stdin(): Readable {
    return this.input
  }
  stdinIsTTY(): boolean {
    return this.#isTTY
  }
  stdoutIsFile(): boolean {
    return false
  }
  spin(text: string): Promise<Spinner> {
    this.spinner = new FakeSpinner(text, this.spinners)
    return Promise.resolve(this.spinner)
  }
}
