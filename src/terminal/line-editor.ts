import {createInterface, type Interface} from 'node:readline/promises'
import {StringDecoder} from 'node:string_decoder'
import type {ReadStream, WriteStream} from 'node:tty'
import widthOf from 'fast-string-width'
import {type Completion, inColumns, typedFor} from './completion.ts'
import {LineScreen, rowsMoved} from './line-screen.ts'
import {firstPiece, type KeyPiece} from './pieces-of-keys.ts'
import {ReverseSearch} from './reverse-search.ts'
import {TypedKeys} from './typed-keys.ts'

/** What somebody typed: a line; Ctrl-C; or the end, by Ctrl-D or because the terminal is gone. */
export type Typed = {readonly kind: 'line'; readonly text: string} | {readonly kind: 'interrupted'} | {readonly kind: 'end'}

type Completer = (line: string) => Promise<Completion>

interface LineOptions {
  /** What stands before the line; asked anew when the line changes. */
  readonly prompt: (line: string) => string
  /** Newest first. */
  readonly history?: readonly string[]
  readonly complete?: Completer | undefined
  /** Ends the line as if the terminal were gone. */
  readonly signal?: AbortSignal
}

/** Stands for a line feed in a text that was pasted, so that it can be looked at before Enter. */
export const pastedLineFeed = '↵'

const bracketedPaste = {on: '\u001B[?2004h', off: '\u001B[?2004l'}
/** ms after which a lone escape is a key */
const escapeTimeout = 50
/** ms after which we were stopped, or will not be: a process group without a job control is not */
const stopped = 50
/** ms after which a terminal has its new size */
const settled = 50
const tab = '\t'
const eraseBelow = '\u001B[J'
/** Rows of the terminal that a list of completions leaves: for the line, the one above, and what says that there are more. */
const rowsLeft = 3

/** Reads lines from a terminal as a shell does; between two lines the terminal is as it was. What is typed ahead is kept for the next line. */
export class LineEditor {
  readonly #input: ReadStream
  readonly #output: WriteStream
  readonly #decoder = new StringDecoder('utf8')
  #ahead = ''

  constructor(input: ReadStream, output: WriteStream) {
    this.#input = input
    this.#output = output
  }

  async read({prompt, history = [], complete, signal}: LineOptions): Promise<Typed> {
    const keys = new TypedKeys(
      (raw) => this.#input.setRawMode(raw),
      () => pump(),
    )
    const screen = new LineScreen(this.#output)
    this.#output.write(bracketedPaste.on)
    const reader = createInterface({
      input: keys,
      output: screen,
      terminal: true,
      prompt: prompt(''),
      history: [...history],
      historySize: Math.max(1, history.length),
      escapeCodeTimeout: escapeTimeout,
      ...(complete && {completer: async (line: string) => completed(line, await complete(line))}),
    })
    /** Lists of completions that were shown one behind the other. */
    let lists = 0
    const completed = (line: string, completion: Completion): [string[], string] => {
      const typed = typedFor(completion)
      if (typed !== completion.begun) return [[typed], completion.begun]
      if (completion.found.length > 1 && !over) {
        this.#list(completion, reader, lists > 0)
        lists += 1
      }
      return [[], line]
    }
    let resizing: NodeJS.Timeout | undefined
    const redraw = (): void => {
      clearTimeout(resizing)
      resizing = undefined
      const before = reader.getCursorPos().rows
      screen.columns = this.#output.columns
      this.#output.write(rowsMoved(before, reader.getCursorPos().rows))
      reader.prompt(true)
    }
    // a window that is drawn to its size has many on the way, and only the last one is that of the terminal when we write
    const resized = (): void => {
      clearTimeout(resizing)
      resizing = setTimeout(redraw, settled)
    }
    const search = new ReverseSearch(reader, history, () => prompt(reader.line))
    let over = false
    const pump = (): void => {
      while (!over && !keys.held) {
        const first = firstPiece(this.#ahead)
        if (!first) return
        this.#ahead = this.#ahead.slice(first.length)
        put(first.piece)
      }
    }
    const put = (piece: KeyPiece): void => {
      if (piece.kind === 'paste') {
        reader.write(pasted(piece.text))
        return
      }
      if (piece.keys !== tab) lists = 0
      const typed = search.take(piece.keys)
      if (typed !== '') keys.type(typed)
      if (!over && !search.active) refreshPrompt(reader, prompt(reader.line))
    }
    // the one of readline waits for a listener to resume it
    const suspend = (): void => {
      this.#output.write(bracketedPaste.off)
      this.#input.setRawMode(false)
      process.kill(process.pid, 'SIGTSTP')
      setTimeout(() => {
        if (over) return
        this.#input.setRawMode(true)
        this.#output.write(`\r${bracketedPaste.on}`)
        reader.prompt(true)
      }, stopped)
    }
    const take = (bytes: Buffer): void => {
      this.#ahead += this.#decoder.write(bytes)
      if (resizing) redraw()
      pump()
    }
    let finish: (typed: Typed) => void = () => {}
    const gone = (): void => finish({kind: 'end'})
    try {
      const typed = await new Promise<Typed>((resolve) => {
        finish = (typed) => {
          over = true
          resolve(typed)
        }
        reader.on('line', (text) => finish({kind: 'line', text}))
        reader.on('SIGINT', () => {
          this.#output.write('^C')
          finish({kind: 'interrupted'})
        })
        reader.on('SIGTSTP', suspend)
        signal?.addEventListener('abort', gone, {once: true})
        reader.on('close', gone)
        this.#input.on('data', take).on('end', gone).on('error', gone)
        this.#output.on('resize', resized)
        this.#input.resume()
        reader.prompt()
        pump()
      })
      if (typed.kind !== 'line') this.#output.write('\n')
      return typed
    } finally {
      signal?.removeEventListener('abort', gone)
      this.#input.off('data', take).off('end', gone).off('error', gone)
      this.#output.off('resize', resized)
      clearTimeout(resizing)
      this.#input.pause()
      reader.close()
      this.#output.write(bracketedPaste.off)
    }
  }

  /** What could be typed, below the line, and the line anew below that. @param all of it, however long */
  #list({found}: Completion, reader: Interface, all: boolean): void {
    const rows = all ? undefined : Math.max(1, this.#output.rows - rowsLeft)
    const words = found.map(({shown}) => shown)
    const lines = inColumns(words, widthOf, this.#output.columns, rows).map((line) => `${line}\r\n`)
    // readline goes up as many rows as the cursor was below the beginning of the line
    this.#output.write(`\r\n${eraseBelow}${lines.join('')}${'\n'.repeat(reader.getCursorPos().rows)}`)
    reader.prompt(true)
  }
}

/** A paste is seen as it will be sent: what would drive the terminal, and hide a part of it, is shown as what it is not. */
const pasted = (text: string): string =>
  text
    .replace(/(?:\r\n|\r|\n)+$/, '')
    .replaceAll(/\r\n|\r|\n/g, pastedLineFeed)
    .replaceAll(/(?!\t)[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')

function refreshPrompt(reader: Interface, prompt: string): void {
  if (reader.getPrompt() === prompt) return
  reader.setPrompt(prompt)
  reader.prompt(true)
}
