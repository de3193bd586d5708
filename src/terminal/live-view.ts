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

  /** @param footer the last line, whatever has room above it */
  async draw(text: string, footer: string): Promise<void> {
    const lines = [...this.#shown(text, this.#out.height - 1 - this.#rows(footer)), footer]
    const drawn = lines.map((line) => `\r${line}${eraseToEnd}\n`).join('')
    const moved = up(this.#lines)
    this.#lines = lines.reduce((sum, line) => sum + this.#rows(line), 0)
    await this.#out.write(moved + drawn + eraseBelow)
  }

  /** What scrolled away could not be drawn over. */
  #shown(text: string, height: number): string[] {
    const lines = text.replace(/\n$/, '').split('\n')
    const room = Math.max(1, height)
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
