import type {WireText} from './word.ts'

interface PromptOptions {
  /** The request has a payload: up to 3.1 `+ ` comes for each of its lines, before the answer. */
  readonly payload: boolean
  /** Answers that lack their blank line (`missingBlankLine` of the dialect). */
  readonly missingBlankLine: boolean
}

/** What may be the beginning of an end. */
const mayEnd = /\n\n?(?:> ?)?$/

/**
 * Takes the answer of one command out of what a `prompt` prints, in whatever pieces it comes. It ends with a blank line and `> `, behind which nothing comes;
 * inside an answer that is text. Knows no socket: bytes go in, the answer comes out as a connection of its own would give it.
 */
export class PromptedAnswer {
  readonly #missingBlankLine: boolean
  #echoes: boolean
  #begun = false
  #complete = false
  #held: WireText = ''

  constructor({payload, missingBlankLine}: PromptOptions) {
    this.#echoes = payload
    this.#missingBlankLine = missingBlankLine
  }

  get complete(): boolean {
    return this.#complete
  }

  /** @returns what of the answer is sure now */
  push(bytes: Uint8Array): WireText {
    this.#held += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    while (this.#echoes && this.#held.startsWith('+ ')) this.#held = this.#held.slice(2)
    if (this.#echoes && (this.#held === '' || this.#held === '+')) return ''
    this.#echoes = false
    this.#complete = this.#held.endsWith('\n\n> ') || (this.#held.endsWith('\n> ') && (this.#missingBlankLine || (!this.#begun && this.#held === '\n> ')))
    const kept = this.#complete ? '> ' : (mayEnd.exec(this.#held)?.[0] ?? '')
    const sure = this.#held.slice(0, this.#held.length - kept.length)
    this.#held = this.#complete ? '' : kept
    this.#begun ||= sure !== ''
    return sure
  }
}
