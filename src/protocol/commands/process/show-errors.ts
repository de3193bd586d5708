import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'
import {localTime} from '../../time.ts'
import {word} from '../../word.ts'

/** A message that HAProxy could not read: the last request of a frontend, or the last answer to a backend. */
export interface CapturedError {
  /** By HAProxy's clock and in its time zone: `2026-11-21T20:02:36.035`. */
  readonly time: string
  readonly side: ErrorSide
  readonly frontend: string
  /** `null` where it had not come so far. */
  readonly backend: string | null
  readonly server: string | null
  /** Address and port of the client. */
  readonly source: string
  /** Its number among all that were ever captured, from 0. */
  readonly event: number
  /** Bytes of the message. */
  readonly length: number
  /** Byte of the message at which it could not be read on, from 0. */
  readonly position: number
  /** The message, as it came. */
  readonly message: Buffer
  /** What else is told, by HAProxy's names: `H1 msg state`, `wraps at` … */
  readonly details: Readonly<Record<string, string>>
}

export type ErrorSide = 'request' | 'response'

/** Which are wanted; all, unless said. */
export interface ErrorFilter {
  /** A frontend or backend. */
  readonly proxy?: string | undefined
  readonly side?: ErrorSide | undefined
}

const opening = /^\[([^\]]+)\] (?:frontend|backend) (\S+) \(#-?\d+\): invalid (request|response)$/
const parties = /^ {2}(?:frontend|backend) (\S+) \(#-?\d+\), server (\S+) \(#-?\d+\), event #(\d+), src (.*)$/
const dump = /^ {2}\d{5}[ +] (.*)$/

/**
 * `show errors [PROXY|-1] [request|response]`: `Total events captured on […] : N`, then some lines and a dump of the message for each; there is no other
 * form. Management guide 9.3.
 */
export const showErrors = {
  name: 'show errors',
  since: '1.3.17',
  level: 'operator',
  encode: ({proxy, side}) => ['show errors', ...(proxy === undefined ? (side ? ['-1'] : []) : [word(proxy)]), ...(side ? [side] : [])].join(' '),
  decode: (reply): CapturedError[] => {
    const [title = '', ...lines] = linesOf('show errors', reply)
    if (!title.startsWith('Total events captured on ')) throw refused('show errors', reply)
    const events: string[][] = []
    for (const line of lines.filter((each) => each.trim() !== '')) {
      if (opening.test(line)) events.push([line])
      else if (events.length > 0) events.at(-1)?.push(line)
      else throw refused('show errors', {...reply, text: line})
    }
    return events.map((event) => {
      const error = captured(event)
      if (!error) throw refused('show errors', {...reply, text: event.join('\n')})
      return error
    })
  },
} as const satisfies WireCommand<[ErrorFilter], CapturedError[]>

function captured([first = '', second = '', ...lines]: readonly string[]): CapturedError | undefined {
  const [, when = '', one = '', side] = opening.exec(first) ?? []
  const [, other = '', server = '', event, source = ''] = parties.exec(second) ?? []
  const [time, details] = [localTime(when), detailsOf(lines.filter((line) => !dump.test(line)))]
  const {len, 'error at position': position, ...others} = details
  if (time === undefined || (side !== 'request' && side !== 'response') || event === undefined || len === undefined || position === undefined) return undefined
  return {
    time,
    side,
    frontend: side === 'request' ? one : other,
    backend: told(side === 'request' ? other : one),
    server: told(server),
    source,
    event: Number(event),
    length: Number(len),
    position: Number(position),
    message: Buffer.from(lines.map((line) => bytesOf(dump.exec(line)?.[1] ?? '')).join(''), 'latin1'),
    details: others,
  }
}

const told = (name: string): string | null => (name === '<NONE>' ? null : name)

/** `16354 free,`, `len 30, wraps at 16336`, `H1 chunk len 0 bytes`: a name and a value, the value first only before `free`. */
function detailsOf(lines: readonly string[]): Record<string, string> {
  const details: Record<string, string> = {}
  for (const item of lines.flatMap((line) => line.replace(/ :$/, '').split(','))) {
    const [, free] = /^ *(\d+) free$/.exec(item) ?? []
    const [, name, value] = /^ *(.+?) (\S+)(?: bytes| \(.*\))?$/.exec(item) ?? []
    if (free !== undefined) details['free'] = free
    else if (name !== undefined && value !== undefined) details[name] = value
  }
  return details
}

const escapes: Readonly<Record<string, string>> = {r: '\r', n: '\n', t: '\t', e: '\u001B'}

/** A line of the dump as the bytes that it stands for (tools.c dump_text_line). */
const bytesOf = (text: string): string =>
  text.replaceAll(/\\(?:x([\dA-Fa-f]{2})|(.))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
