import {isWholeUnended} from './blank-line.ts'
import type {WireText} from './word.ts'

/** Characters that are kept of the beginning of an answer, and of its end. */
const keptSize = 400

/** What is kept of an answer that is passed on, however long it is: enough to tell at its end whether it is whole. */
export class PassingAnswer {
  readonly #severity: number | undefined
  #text: WireText = ''

  /** @param severity that stood before it */
  constructor(severity?: number) {
    this.#severity = severity
  }

  push(text: WireText): void {
    const all = this.#text + text
    const middle = all.slice(keptSize, -keptSize)
    // of what is between, only whether it has lines
    this.#text = middle === '' ? all : `${all.slice(0, keptSize)}${middle.includes('\n') ? '\n' : ''}${all.slice(-keptSize)}`
  }

  /** Behind which nothing came. @param command that it answers, on a HAProxy that forgets the blank line of some messages */
  isWhole(command: WireText | undefined): boolean {
    const text = this.#text
    return text === '\n' || text.endsWith('\n\n') || (command !== undefined && isWholeUnended(command, text, this.#severity))
  }
}
