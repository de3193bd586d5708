import type {Dialect} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {commandsOf, parseRawLine, withoutPayload} from '../protocol/raw-line.ts'
import {silenceOf} from '../protocol/silence.ts'
import type {WireText} from '../protocol/word.ts'

/** A line of a batch: commands that HAProxy gets on one connection, together. */
export interface BatchLine {
  /** Of the file, 1 for the first. */
  readonly number: number
  /** As they stand in the line, without empty ones; what stands behind a `quit` would never run and is left out. */
  readonly commands: readonly WireText[]
  /** What ends the payload of the last command; undefined where it has none. */
  readonly terminator: string | undefined
  /** The payload, with what ends it. */
  readonly payload: Buffer | undefined
  /** It may share a connection with others: its answers are short, hold no blank line, and leave nothing behind for the next. */
  readonly shared: boolean
}

/**
 * Commands about maps, ACLs, servers and tables that are answered with nothing or one message, and change nothing of the connection. HAProxies that forget the
 * blank line of some messages do so of no message about maps and ACLs.
 */
const sharesAnywhere = /^(?:set|add|del) (?:map|acl) /
const shares =
  /^(?:(?:set|add|del) (?:map|acl)|set server|set weight|get weight|(?:enable|disable) (?:server|health|agent|frontend)|set maxconn|set rate-limit|(?:set|clear) table|clear counters) /

/** `prompt` would keep the connection open and tells nothing; it is not sent. */
export const isPrompt = (command: WireText): boolean => /^prompt\b/.test(command)
/** Its answer is the end of the connection. */
export const isQuit = (command: WireText): boolean => /^quit[ \t]*$/.test(command)

/** None of them stands in most lines, which are one command then. */
const special = /[\\;\0]|<</

/** `echo "show info" | socat …`, as it stands in scripts. */
const forShell = /^(?:echo|printf) .*\|\s*(?:sudo\s+)?(?:socat|nc|ncat)\b/

/** @throws HactlError `line-invalid` for what would run as something else than it looks like */
export function batchLine(text: WireText, number: number, dialect: Dialect): BatchLine {
  // HAProxy 3.1 has an `echo` of its own: it would say what it was given, and that all went well
  if (forShell.test(text)) {
    throw new HactlError('line-invalid', {
      exit: 2,
      message: 'the line is for a shell, and would do nothing in HAProxy',
      hint: 'keep what stands between its quotes',
    })
  }
  const mayShare = (command: string): boolean => (dialect.missingBlankLine ? sharesAnywhere : shares).test(command)
  if (!special.test(text)) {
    const shared = mayShare(text)
    return {number, commands: shared ? [text] : ending([text]), terminator: undefined, payload: undefined, shared}
  }
  const {terminator} = parseRawLine(text, dialect)
  const all = commandsOf(text).map((command) => command.replace(/^[ \t]+/, ''))
  const end = all.findIndex(isQuit)
  if (terminator !== undefined && (end !== -1 || isPrompt(all.at(-1) ?? ''))) {
    throw new HactlError('line-invalid', {exit: 2, message: 'the line cannot be sent: its payload is for a command that is not sent'})
  }
  const commands = ending((end === -1 ? all : all.slice(0, end + 1)).filter((command) => command !== ''))
  const told = commands.length === 1 || dialect.answersEachCommand
  return {number, commands, terminator, payload: undefined, shared: told && !text.includes('<<') && commands.every(mayShare)}
}

/** @throws HactlError `line-invalid` for a command that never ends: nothing behind it would ever run */
function ending(commands: readonly WireText[]): readonly WireText[] {
  if (Number.isFinite(silenceOf(commands))) return commands
  throw new HactlError('line-invalid', {
    exit: 2,
    message: 'the line cannot be sent: `show events` with -w never ends',
    hint: 'hactl events RING --follow shows events as they come',
  })
}

/** How they stand on the wire. What looks like the beginning of a payload is none where the line has none: something stood behind it that is not sent. */
export function wireLine({commands, terminator}: BatchLine, dialect: Dialect, separator: WireText = ';'): WireText {
  const text = commands.join(separator)
  return terminator === undefined ? withoutPayload(text, dialect) : text
}
