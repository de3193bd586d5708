import {unendedLength} from './blank-line.ts'
import {PassingAnswer} from './passing-answer.ts'
import {isOurSeverity} from './raw-line.ts'
import type {WireText} from './word.ts'

/** `[3]: ` or `[err]: ` before a message, as `set severity-output number` or `string` makes HAProxy write it. */
const prefix = /^\[(\d|emerg|alert|crit|err|warning|notice|info|debug)\]: /
const names = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

/** Refusals that come with a mild severity or none (runtime-api 1.6). */
const mildRefusal = /^(?:Unknown command|Permission denied)/

/** Characters of an answer after which prefix and refusal are known. */
const openingSize = 40

/** The same where some messages have no blank line behind them. */
const messageSize = 400

/** What the beginning of an answer tells of it. */
export interface Opening {
  /** Characters of the severity before the message. */
  readonly length: number
  /** syslog number; undefined where the answer is no message. */
  readonly severity: number | undefined
}

export function openingOf(answer: string): Opening {
  const [whole = '', level = ''] = prefix.exec(answer) ?? []
  return {length: whole.length, severity: whole === '' ? undefined : /\d/.test(level) ? Number(level) : names.indexOf(level)}
}

/** Whether HAProxy refused, by the severity of its answer or by its text without it. */
export const isRefusal = (severity: number | undefined, text: string): boolean => (severity !== undefined && severity <= 3) || mildRefusal.test(text)

export interface AnswerOptions {
  /** On the line, as they were typed: with several, a blank line may be the end of one answer. */
  readonly commands: readonly WireText[]
  /** HAProxy forgets the blank line of some messages (`missingBlankLine` of the dialect). */
  readonly missingBlankLine: boolean
  /** The severity was asked for by us: it is taken out again (and where a command turns it off), so that what is left is byte for byte what HAProxy answers without it. */
  readonly strip: boolean
  /** Commands of ours ahead of the line, whose empty answers are taken out, too; the one that asks for the severity unless given. */
  readonly ahead?: number
}

/** Looks at the beginning of each command's answer as it comes, and passes everything on. */
export class AnswerScanner {
  /** The gravest severity that was seen; 7 is the mildest, undefined when no message came. */
  gravest: number | undefined
  /** HAProxy refused one of the commands. */
  refused = false
  /** Answers that have begun; blank lines inside one count, too. */
  answers = 0
  /** Those that are answered: none behind a `quit`. */
  readonly #commands: readonly WireText[]
  readonly #several: boolean
  readonly #missingBlankLine: boolean
  #strip: boolean
  #ahead: number
  #atStart = true
  #held = ''
  #last = new PassingAnswer()

  constructor({commands, missingBlankLine, strip, ahead = strip ? 1 : 0}: AnswerOptions) {
    const trimmed = commands.map((command) => command.trim())
    const end = trimmed.indexOf('quit')
    this.#commands = end === -1 ? trimmed : trimmed.slice(0, end)
    this.#several = commands.length > 1
    this.#missingBlankLine = missingBlankLine
    this.#strip = strip
    this.#ahead = ahead
  }

  /** HAProxy has run what went ahead of the line. */
  get begun(): boolean {
    return this.#ahead === 0
  }

  /** Nothing is missing of the last answer, when nothing comes any more. */
  get isWhole(): boolean {
    return this.#last.isWhole(this.#commands.findLast((command) => command !== '') ?? '', this.#missingBlankLine)
  }

  /** @returns what may be passed on now */
  push(bytes: Buffer): string {
    this.#held += bytes.toString('latin1')
    for (; this.#ahead > 0; this.#ahead -= 1) {
      if (!this.#held.startsWith('\n')) return ''
      this.#held = this.#held.slice(1)
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
        const known = this.#several && this.#missingBlankLine ? messageSize : openingSize
        if (!final && this.#held.length < known && !this.#held.includes('\n')) break
        out += this.#opening()
        continue
      }
      const blank = this.#several ? this.#held.indexOf('\n\n') : -1
      if (blank === -1) {
        // the first LF of a blank line may be the last byte that has come
        const kept = this.#several && !final && this.#held.endsWith('\n') ? 1 : 0
        out += this.#take(this.#held.length - kept)
        break
      }
      out += this.#take(blank + 2)
      this.#atStart = true
    }
    return out
  }

  /** Reads the beginning of an answer. @returns what of it is passed on at once */
  #opening(): string {
    const command = this.#commands[this.answers] ?? ''
    this.answers += 1
    this.#strip = isOurSeverity(command, this.#strip)
    this.#last = new PassingAnswer()
    if (this.#several && this.#held.startsWith('\n')) return this.#take(1)
    this.#atStart = false
    const {length, severity} = openingOf(this.#held)
    if (severity !== undefined) this.gravest = Math.min(this.gravest ?? 7, severity)
    this.refused ||= isRefusal(severity, this.#held.slice(length))
    const shown = this.#take(length)
    this.#last = new PassingAnswer(severity)
    return `${this.#strip ? '' : shown}${this.#unended(command)}`
  }

  /** The message that it is, where behind that the next answer comes without a blank line. */
  #unended(command: WireText): string {
    const length = this.#several && this.#missingBlankLine ? unendedLength(command, this.#held) : undefined
    if (length === undefined) return ''
    this.#atStart = true
    return this.#take(length)
  }

  #take(length: number): string {
    const taken = this.#held.slice(0, length)
    this.#held = this.#held.slice(length)
    this.#last.push(taken)
    return taken
  }
}
