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
  /^(?:(?:set|add|del|clear|prepare|commit|enable|disable|shutdown|abort|new|update|get weight|operator|user|expert-mode|experimental-mode|mcli-debug-mode|wait|echo|trace)\b|show (?:stat|info|backend|version|cli|servers|pools|sess|table|errors|activity|fd|threads|tasks|profiling|cache|libs|resolvers|anon|map$|acl$|ssl (?:cert|crt-list))\b|show (?:map|acl)$)/

/** How an answer that may hold blank lines goes on or begins, where that is known. */
const beginnings: readonly (readonly [RegExp, RegExp])[] = [
  [/^show (?:map|acl) ./, /^0x[0-9a-f]+ |^\n$|^\[\d\]: /],
  [/^show (?:map|acl)$/, /^# id/],
  [/^show stat/, /^# pxname|^[FBSL]\.|^\[\{/],
  [/^show info/, /^Name: |^0\.Name|^\{/],
  [/^show servers state/, /^1\n# be_id/],
  [/^show servers conn/, /^# bkname/],
  [/^show table$/, /^# table: |^\n$/],
  [/^show env/, /^\w+=/],
]

/** Messages that HAProxy before 2.8 ends in one LF, without the blank line. */
const withoutBlankLine = /^(?:\[\w+\]: )?[^\n]+\n(?=[^]+)/
const forgetful = /^(?:del server|set server|set maxconn)\b/

/** The answers to several commands, told apart by what each may answer: what is too much belongs to the first that may hold blank lines. */
export function answersByGrammar(wire: WireText, commands: readonly WireText[], dialect: Dialect): Answers {
  if (commands.length === 1) return closed([wire])
  let pieces = wire.split(/(?<=^\n|\n\n)/)
  if (pieces.length < commands.length && dialect.missingBlankLine) pieces = withForgotten(pieces, commands)
  const texts: WireText[] = []
  let at = 0
  for (const [index, command] of commands.entries()) {
    if (at >= pieces.length) break
    const [start, later] = [at, commands.length - index - 1]
    const next = beginningOf(commands[index + 1] ?? '')
    at += 1
    while (!plain.test(command) && pieces.length - at > later && !next?.test(pieces[at] ?? '')) at += 1
    texts.push(pieces.slice(start, at).join(''))
  }
  return closed([...texts.slice(0, -1), (texts.at(-1) ?? '') + pieces.slice(at).join('')])
}

const beginningOf = (command: WireText): RegExp | undefined => beginnings.find(([of]) => of.test(command))?.[1]

function withForgotten(pieces: readonly WireText[], commands: readonly WireText[]): WireText[] {
  const found: WireText[] = []
  const rest = [...pieces]
  let missing = commands.length - pieces.length
  for (const command of commands) {
    const piece = rest.shift()
    if (piece === undefined) break
    const message = missing > 0 && forgetful.test(command) ? withoutBlankLine.exec(piece)?.[0] : undefined
    if (message === undefined) found.push(piece)
    else {
      missing -= 1
      found.push(`${message}\n`)
      rest.unshift(piece.slice(message.length))
    }
  }
  return [...found, ...rest]
}
