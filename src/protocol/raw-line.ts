import type {Dialect} from './dialect.ts'
import {HactlError} from './error.ts'
import {silenceOf} from './silence.ts'

/** A line as somebody typed it, ready for the wire. */
export interface RawLine {
  readonly text: string
  /** What the payload must end with: the word behind `<<`, or an empty line; undefined for a line without payload. */
  readonly terminator: string | undefined
  /** Commands on the line, told apart by unescaped `;`. */
  readonly commands: number
  /** It asks itself for severities to be written. */
  readonly setsSeverity: boolean
  /** One of them makes HAProxy close the connection: what stands behind it is not run. */
  readonly quits: boolean
  /** ms that HAProxy is silent on it by nature. */
  readonly silence: number
}

/** `set severity-output`, which holds for the rest of a connection, with anything but `none`. */
export const asksForSeverity = (command: string): boolean => /^\s*set\s+severity-output\b/.test(command) && !noSeverity.test(command)

const noSeverity = /^(\s*set\s+severity-output\s+)none(?=\s*$)/

/** With `set severity-output none` nothing would tell a refusal from an answer: what goes over the wire asks for numbers all the same, which are taken out again. */
export const withSeverity = (command: string): string => command.replace(noSeverity, '$1number')

/** Whether severities come only by our wish, and are taken out again, from this command of a line on. @param before whether it was so before this one */
export const isOurSeverity = (command: string, before: boolean): boolean => noSeverity.test(command) || (before && !asksForSeverity(command))

/**
 * Reads a line of the Runtime API as HAProxy does (cli.c cli_parse_cmdline).
 *
 * @throws HactlError `line-invalid` for what would run as something else than it looks like
 */
export function parseRawLine(text: string, dialect: Dialect): RawLine {
  if (/[\n\0]/.test(text)) throw invalid('it holds a line feed or NUL; one line is sent, with standard input as its payload')
  if (text.trim() === '') throw invalid('it is empty')
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) throw invalid('a backslash at its end would swallow the line feed')
  const terminator = terminatorIn(text, dialect)
  if (terminator !== undefined && terminator.length > dialect.terminatorLength) {
    const most =
      dialect.terminatorLength === 0
        ? 'knows no word behind <<: an empty line ends the payload'
        : `takes ${dialect.terminatorLength} characters behind << at most`
    throw invalid(`this HAProxy ${most}; the payload would run as commands`)
  }
  const commands = commandsOf(text)
  if (dialect.payloadAnywhere && commands.slice(0, -1).some((command) => terminatorIn(command, dialect) !== undefined)) {
    throw invalid('for this HAProxy `<<` before a `;` begins a payload, and the rest of the line would be part of it; a blank between them keeps it a word')
  }
  return {
    text,
    terminator,
    commands: commands.length,
    setsSeverity: commands.some(asksForSeverity),
    quits: commands.some((command) => /^\s*quit\s*$/.test(command)),
    silence: silenceOf(commands),
  }
}

/** HAProxy looks for `<<` without regard to escapes: before 2.9 in the last two bytes of the line, from then on at the beginning of its last word. */
function terminatorIn(text: string, {terminatorLength}: Dialect): string | undefined {
  const word = /(?:^|[ \t])<<([^ \t]*)$/.exec(text)?.[1]
  return word ?? (terminatorLength === 0 && text.endsWith('<<') ? '' : undefined)
}

/** The text as a line that has no payload, whatever its last word looks like. */
export const withoutPayload = (text: string, dialect: Dialect): string => (terminatorIn(text, dialect) === undefined ? text : `${text} `)

/** The commands of a line, told apart by unescaped `;`. */
export function commandsOf(text: string): string[] {
  const commands: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === ';') {
      commands.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...commands, text.slice(start)]
}

const invalid = (why: string): HactlError => new HactlError('line-invalid', {exit: 2, message: `the line cannot be sent: ${why}`})

/** The payload with what ends it. @throws HactlError `payload-invalid` when it would end before its end */
export function closedPayload(payload: Buffer, terminator: string): Buffer {
  if (payload.includes(0)) throw badPayload('it holds a NUL byte')
  const whole = payload.length === 0 || payload.at(-1) === 0x0a ? payload : Buffer.concat([payload, Buffer.from('\n')])
  const end = Buffer.from(`${terminator}\n`)
  if (whole.subarray(0, end.length).equals(end) || whole.includes(Buffer.concat([Buffer.from('\n'), end]))) {
    throw badPayload(terminator === '' ? 'it holds an empty line, which would end it' : `it holds the line ${JSON.stringify(terminator)}, which would end it`)
  }
  return Buffer.concat([whole, end])
}

const badPayload = (why: string): HactlError =>
  new HactlError('payload-invalid', {
    exit: 2,
    message: `the payload cannot be sent: ${why}`,
    hint: 'another word behind << (HAProxy 2.9 and later) ends the payload elsewhere',
  })
