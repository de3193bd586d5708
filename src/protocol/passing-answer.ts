import {isWholeUnended} from './blank-line.ts'
import type {WireText} from './word.ts'

/** Characters that are kept of the beginning of an answer, and of its end. */
const keptSize = 400

/** What another server says, which ends as it likes: HAProxy puts one line feed behind it. */
const ofOthers = /^httpclient\b/

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

  /**
   * Behind which nothing came.
   *
   * @param command that it answers @param missingBlankLine of the dialect
   */
  isWhole(command: WireText, missingBlankLine: boolean): boolean {
    const text = this.#text
    if (text === '\n' || text.endsWith('\n\n')) return true
    return (missingBlankLine && isWholeUnended(command, text, this.#severity)) || (ofOthers.test(command) && text.endsWith('\n'))
  }
}
