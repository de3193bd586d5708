import {isWholeUnended, unendedLength} from '../protocol/blank-line.ts'
import type {Dialect} from '../protocol/dialect.ts'
import {openingOf} from '../protocol/severity.ts'
import type {WireText} from '../protocol/word.ts'

/** The answers to the commands of one line, in turn, without their blank lines; fewer than commands where the last ones did not come. */
export type Answers = readonly WireText[]

/** What came between commands that were told apart by `echo MARK`. @param ended by HAProxy: else nothing tells that the last is whole */
export function answersBetween(wire: WireText, mark: WireText, ended: boolean): Answers {
  // the severity that a line asks for stands before the mark, too
  const texts = wire.split(new RegExp(`(?:\\[\\w+\\]: )?${mark}\\n\\n`))
  return (ended && isClosed(texts.at(-1) ?? '') ? texts : texts.slice(0, -1)).map(withoutBlankLine)
}

const isClosed = (text: WireText): boolean => text === '\n' || text.endsWith('\n\n')
const withoutBlankLine = (text: WireText): WireText => (isClosed(text) ? text.slice(0, -1) : text)

/** Commands whose answers hold no blank line, in any HAProxy. */
const plain =
  /^(?:(?:get|set|add|del|clear|prepare|commit|enable|disable|shutdown|abort|new|update|operator|user|expert-mode|experimental-mode|mcli-debug-mode|wait|echo|trace)\b|show (?:stat|info|backend|version|cli|servers|pools|sess|table|errors|activity|fd|threads|tasks|profiling|cache|libs|resolvers|anon|map$|acl$|ssl (?:cert|crt-list))\b|show (?:map|acl)$)/

/** How a refusal begins, of any command: it holds no blank line. */
const message = /^(?:\[\w+\]: |Unknown command|Permission denied)/

/** How a message begins where we asked for its severity: behind a blank line, a new answer. */
const severity = /^\[\d\]: /

/** How an answer begins that is no refusal, where that is known. */
const beginnings: readonly (readonly [RegExp, RegExp])[] = [
  [/^get (?:map|acl)\b/, /^type=/],
  [/^get weight\b/, /^\d+ \(initial /],
  [/^show (?:map|acl) ./, /^0x[0-9a-f]+ |^\n/],
  [/^show (?:map|acl)$/, /^# id/],
  [/^show stat/, /^# |^[FBSL]\.|^\[|^\n/],
  [/^show info/, /^Name: |^0\.Name|^\[/],
  [/^show cli level/, /^(?:admin|operator|user)\n/],
  [/^show servers state/, /^1\n# be_id/],
  [/^show servers conn/, /^# bkname/],
  [/^show table$/, /^# table: |^\n/],
  [/^show table ./, /^# table: /],
  [/^show env/, /^\w+=/],
]

/**
 * The answers to several commands, told apart by what each may answer: what is too much belongs to the first that may hold blank lines.
 *
 * @param ended by HAProxy: else nothing tells that the last is whole
 */
export function answersByGrammar(wire: WireText, commands: readonly WireText[], {missingBlankLine}: Dialect, ended: boolean): Answers {
  const [first = ''] = commands
  if (commands.length === 1) return ended && (isClosed(wire) || (missingBlankLine && isUnended(first, wire))) ? [withoutBlankLine(wire)] : []
  const answers = new AnswerEnds(wire, commands, missingBlankLine)
  const ends = (ended ? answers.fitting() : undefined) ?? answers.certain(ended)
  return ends.map((end, index) => withoutBlankLine(wire.slice(ends[index - 1] ?? 0, end)))
}

function isUnended(command: WireText, wire: WireText): boolean {
  const {length, severity} = openingOf(wire)
  return isWholeUnended(command, wire.slice(length), severity)
}

const unprefixed = (answer: WireText): WireText => answer.slice(openingOf(answer).length)

class AnswerEnds {
  readonly #wire: WireText
  readonly #commands: readonly WireText[]
  readonly #missingBlankLine: boolean

  constructor(wire: WireText, commands: readonly WireText[], missingBlankLine: boolean) {
    this.#wire = wire
    this.#commands = commands
    this.#missingBlankLine = missingBlankLine
  }

  /** Where the answer to each command ends, the last with the last byte. @returns undefined where they do not fit: some are missing */
  fitting(): readonly number[] | undefined {
    const ends: number[] = []
    const choices = [this.#endsFrom(0, 0)]
    const tried = new Set<string>()
    while (choices.length > 0 && tried.size < this.#commands.length + mostPlaces) {
      const end = choices.at(-1)?.pop()
      if (end === undefined) {
        choices.pop()
        ends.pop()
        continue
      }
      const index = choices.length
      if (index === this.#commands.length && end === this.#wire.length) return [...ends, end]
      const place = `${index} ${end}`
      if (index === this.#commands.length || tried.has(place)) continue
      tried.add(place)
      ends.push(end)
      choices.push(this.#endsFrom(index, end))
    }
    return undefined
  }

  /** Of as many as have an answer of which only one end is possible. */
  certain(ended: boolean): readonly number[] {
    const ends: number[] = []
    for (const [index, command] of this.#commands.entries()) {
      const at = ends.at(-1) ?? 0
      const [end] = this.#endsFrom(index, at)
      if (end === undefined || !isPlain(command, this.#opening(at)) || (!ended && end === this.#wire.length)) break
      ends.push(end)
    }
    return ends
  }

  /** Where an answer that begins here may end, the longest last. */
  #endsFrom(index: number, at: number): number[] {
    const command = this.#commands[index] ?? ''
    const opening = this.#opening(at)
    if (!beginsWell(command, opening)) return []
    if (opening.startsWith('\n')) return [at + 1]
    const unended = this.#unendedEnd(index, at)
    if (unended !== undefined) return [unended]
    const ends: number[] = []
    for (let end = this.#blankFrom(at); end !== undefined; end = this.#blankFrom(end - 1)) {
      ends.push(end)
      if (isPlain(command, opening) || severity.test(this.#opening(end))) break
    }
    return ends
  }

  /** Where it ends when it is one that has no blank line. */
  #unendedEnd(index: number, at: number): number | undefined {
    if (!this.#missingBlankLine) return undefined
    const command = this.#commands[index] ?? ''
    const opening = this.#opening(at)
    const length = unendedLength(command, unprefixed(opening))
    if (length !== undefined) return at + openingOf(opening).length + length
    const isLast = index === this.#commands.length - 1
    return isLast && isUnended(command, this.#wire.slice(at)) ? this.#wire.length : undefined
  }

  /** Behind the next blank line. */
  #blankFrom(at: number): number | undefined {
    const found = this.#wire.indexOf('\n\n', at)
    return found === -1 ? undefined : found + 2
  }

  #opening(at: number): WireText {
    return this.#wire.slice(at, at + openingSize)
  }
}

/** Ways that are tried at most. */
const mostPlaces = 10_000

/** Characters of an answer after which is known what it is. */
const openingSize = 400

const isPlain = (command: WireText, opening: WireText): boolean => opening.startsWith('\n') || plain.test(command) || message.test(opening)

const beginsWell = (command: WireText, opening: WireText): boolean =>
  opening !== '' && (message.test(opening) || (beginnings.find(([of]) => of.test(command))?.[1].test(opening) ?? true))
