import type {Output} from './output.ts'

const up = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}A`)
const eraseToEnd = '\u001B[K'
const eraseBelow = '\u001B[J'

/** A text on a terminal that is drawn over itself, without flicker; where there is no terminal, one behind the other. */
export class LiveView {
  readonly #out: Output
  #lines = 0

  constructor(out: Output) {
    this.#out = out
  }

  async draw(text: string): Promise<void> {
    if (!this.#out.isTTY) return this.#out.write(text)
    const lines = this.#shown(text)
    const drawn = lines.map((line) => `\r${line}${eraseToEnd}\n`).join('')
    const moved = up(this.#lines)
    this.#lines = lines.length
    await this.#out.write(moved + drawn + eraseBelow)
  }

  /** A line that scrolled away could not be drawn over. */
  #shown(text: string): string[] {
    const lines = text.replace(/\n$/, '').split('\n')
    const room = Math.max(1, this.#out.height - 1)
    if (lines.length <= room) return lines
    return [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines; a larger terminal or a filter shows them`]
  }
}
