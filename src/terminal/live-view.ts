import {stripVTControlCharacters} from 'node:util'
import type {Output} from './output.ts'

const up = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}A`)
const eraseToEnd = '\u001B[K'
const eraseBelow = '\u001B[J'

/** A text on a terminal that is drawn over itself, without flicker. */
export class LiveView {
  readonly #out: Output
  #lines = 0

  constructor(out: Output) {
    this.#out = out
  }

  async draw(text: string): Promise<void> {
    const lines = this.#shown(text)
    const drawn = lines.map((line) => `\r${line}${eraseToEnd}\n`).join('')
    const moved = up(this.#lines)
    this.#lines = lines.reduce((sum, line) => sum + this.#rows(line), 0)
    await this.#out.write(moved + drawn + eraseBelow)
  }

  /** What scrolled away could not be drawn over. */
  #shown(text: string): string[] {
    const lines = text.replace(/\n$/, '').split('\n')
    const room = Math.max(1, this.#out.height - 1)
    let rows = 0
    const fitting = lines.filter((line) => (rows += this.#rows(line)) <= room)
    if (fitting.length === lines.length) return lines
    const kept = fitting.slice(0, -1)
    return [...kept, `… ${lines.length - kept.length} more lines`]
  }

  /** A long line takes several rows. */
  #rows(line: string): number {
    return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / this.#out.width))
  }
}
