/** `[3]: ` before a message, as `set severity-output number` makes HAProxy write it. */
const prefix = /^\[(\d)\]: /

/**
 * Takes the severities out of an answer as it comes, so that what is left is byte for byte what HAProxy answers without them. They stand at the beginning
 * of each command's answer only; behind a blank line one is looked for when the line had several commands.
 */
export class SeverityFilter {
  /** The gravest that was seen; 7 is the mildest, undefined when no message came. */
  gravest: number | undefined
  readonly #several: boolean
  #opening = true
  #atStart = true
  #held = ''

  /** @param commands on the line, without `set severity-output` itself */
  constructor(commands: number) {
    this.#several = commands > 1
  }

  /** @returns what may be passed on now */
  push(bytes: Buffer): string {
    this.#held += bytes.toString('latin1')
    if (this.#opening) {
      // the empty answer of `set severity-output` itself
      if (!this.#held.startsWith('\n')) return ''
      this.#held = this.#held.slice(1)
      this.#opening = false
    }
    return this.#pass(false)
  }

  end(): string {
    return this.#pass(true)
  }

  #pass(final: boolean): string {
    let out = ''
    while (this.#held !== '') {
      if (this.#atStart) {
        if (!final && this.#held.length < 5 && '[0]: '.startsWith(this.#held.replace(/\d/, '0'))) break
        const found = prefix.exec(this.#held)
        if (found) {
          const severity = Number(found[1])
          this.gravest = Math.min(this.gravest ?? 7, severity)
          this.#held = this.#held.slice(found[0].length)
        }
        this.#atStart = false
        if (this.#several && this.#held.startsWith('\n')) {
          out += '\n'
          this.#held = this.#held.slice(1)
          this.#atStart = true
        }
        continue
      }
      const blank = this.#several ? this.#held.indexOf('\n\n') : -1
      if (blank === -1) {
        const keep = this.#several && !final && this.#held.endsWith('\n') ? 1 : 0
        out += this.#held.slice(0, this.#held.length - keep)
        this.#held = this.#held.slice(this.#held.length - keep)
        break
      }
      out += this.#held.slice(0, blank + 2)
      this.#held = this.#held.slice(blank + 2)
      this.#atStart = true
    }
    return out
  }
}
