import type {Dialect} from '../protocol/dialect.ts'
import type {WireText} from '../protocol/word.ts'

/** The answers to the commands of one line, in turn, without their blank lines; fewer than commands where the last ones did not come. */
export type Answers = readonly WireText[]

/** What came between commands that were told apart by `echo MARK`. */
export function answersBetween(wire: WireText, mark: WireText): Answers {
  // the severity that a line asks for stands before the mark, too
  const texts = wire.split(new RegExp(`(?:\\[\\w+\\]: )?${mark}\\n\\n`))
  return closed(texts)
}

/** Without the last where that was cut. */
function closed(texts: readonly WireText[]): Answers {
  const last = texts.at(-1) ?? ''
  const whole = last === '\n' || last.endsWith('\n\n')
  return (whole ? texts : texts.slice(0, -1)).map((text) => text.slice(0, -1))
}

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
  [/^show stat/, /^# pxname|^[FBSL]\.|^\[\{/],
  [/^show info/, /^Name: |^0\.Name|^\{/],
  [/^show cli level/, /^(?:admin|operator|user)\n/],
  [/^show servers state/, /^1\n# be_id/],
  [/^show servers conn/, /^# bkname/],
  [/^show table$/, /^# table: |^\n/],
  [/^show table ./, /^# table: /],
  [/^show env/, /^\w+=/],
]

/** Commands of which HAProxy before 2.8 ends some messages in one LF, without the blank line: in front of the next answer. */
const forgetful = /^(?:(?:add|del) server|set (?:server|weight|maxconn))\b/
/** One that never has it (server.c server_parse_weight_change_request, server_parse_maxconn_change_request). */
const neverEnded = /preceded by garbage\n$/
const singleLine = /[^\n]+\n/y

/** The answers to several commands, told apart by what each may answer: what is too much belongs to the first that may hold blank lines. */
export function answersByGrammar(wire: WireText, commands: readonly WireText[], dialect: Dialect): Answers {
  if (commands.length === 1) return closed([wire])
  const ends = new AnswerEnds(wire, commands, dialect).find()
  return ends.map((end, index) => {
    const text = wire.slice(ends[index - 1] ?? 0, end)
    return text === '\n' || text.endsWith('\n\n') ? text.slice(0, -1) : text
  })
}

class AnswerEnds {
  readonly #wire: WireText
  readonly #commands: readonly WireText[]
  readonly #dialect: Dialect
  /** Where a blank line ends. */
  readonly #blanks: readonly number[]
  readonly #ends: number[] = []

  constructor(wire: WireText, commands: readonly WireText[], dialect: Dialect) {
    this.#wire = wire
    this.#commands = commands
    this.#dialect = dialect
    this.#blanks = [...wire.matchAll(/(?<=\n)\n/g)].map(({index}) => index + 1)
  }

  /** Of the answer to each command; where they do not fit (some are missing), as far as they go one by one. */
  find(): readonly number[] {
    const mostMissing = this.#dialect.missingBlankLine ? this.#commands.length : 0
    for (let missing = 0; missing <= mostMissing; missing += 1) {
      if (this.#fits({index: 0, at: 0, missing}, new Set())) return this.#ends
    }
    const ends: number[] = []
    for (const command of this.#commands) {
      const end = this.#endsFrom(command, ends.at(-1) ?? 0).at(-1)
      if (end === undefined) break
      ends.push(end)
    }
    return ends
  }

  /** Whether the answers from this command on can begin here, and end with the last byte, with so many blank lines missing. */
  #fits({index, at, missing}: {index: number; at: number; missing: number}, impossible: Set<string>): boolean {
    const command = this.#commands[index]
    if (command === undefined) return at === this.#wire.length
    const place = `${index} ${at} ${missing}`
    if (impossible.has(place)) return false
    const goesOn = (end: number, left: number): boolean => {
      this.#ends[index] = end
      return this.#fits({index: index + 1, at: end, missing: left}, impossible)
    }
    const isLast = index === this.#commands.length - 1
    const short = isLast ? [] : this.#endsShort(command, at)
    const surely = short.some((end) => neverEnded.test(this.#wire.slice(at, end)) || severity.test(this.#wire.slice(end, end + openingSize)))
    const found =
      (surely ? short : this.#endsFrom(command, at)).some((end) => goesOn(end, missing)) || (missing > 0 && short.some((end) => goesOn(end, missing - 1)))
    if (!found) impossible.add(place)
    return found
  }

  /** Where an answer that begins here may end, the longest first. */
  #endsFrom(command: WireText, at: number): readonly number[] {
    const [wire, blanks] = [this.#wire, this.#blanks]
    const opening = wire.slice(at, at + openingSize)
    if (!beginsWell(command, opening)) return []
    if (opening.startsWith('\n')) return [at + 1]
    const first = blanks.findIndex((end) => end > at + 1)
    if (first === -1) return []
    if (plain.test(command) || message.test(opening)) return blanks.slice(first, first + 1)
    const last = blanks.findIndex((end, index) => index >= first && severity.test(wire.slice(end, end + openingSize)))
    return blanks.slice(first, last === -1 ? undefined : last + 1).toReversed()
  }

  /** Where it ends when its blank line is missing. */
  #endsShort(command: WireText, at: number): number[] {
    if (!this.#dialect.missingBlankLine || !forgetful.test(command)) return []
    singleLine.lastIndex = at
    return singleLine.test(this.#wire) && singleLine.lastIndex < this.#wire.length ? [singleLine.lastIndex] : []
  }
}

/** Characters of an answer after which is known what it is. */
const openingSize = 400

const beginsWell = (command: WireText, opening: WireText): boolean =>
  message.test(opening) || (beginnings.find(([of]) => of.test(command))?.[1].test(opening) ?? true)
