import type {WireCommand} from '../../command.ts'
import {HactlError} from '../../error.ts'
import {fieldsOf} from '../../fields.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'
import {localTime} from '../../time.ts'
import {type SessionLine, showSess} from './show-sess.ts'

/** What HAProxy tells of one stream. */
export interface SessionDump extends SessionLine {
  /** HAProxy's own number for it, which no other stream of this process has. */
  readonly number: number
  /** When it began, by HAProxy's clock and in its time zone: `2026-11-21T20:02:34.521048`. */
  readonly began: string
  /** As `show sess` writes it: `1m5s`. */
  readonly age: string
  /** HAProxy's lines behind the first, as they stand. */
  readonly lines: readonly string[]
}

const opening = /^(0x[\da-f]+): \[([^\]]+)\] id=(\d+) (.*)$/
/** What of the other lines is about the stream itself; each begins with its name. */
const own = /^ {2}(?:flags|frontend|backend|server)=/

/** `show sess ID`: the long form, for people; read by its names. */
export const showSessId = {
  name: showSess.name,
  since: '1.4',
  level: showSess.level,
  encode: (id) => `show sess ${id}`,
  /** @throws HactlError `session-unknown` */
  decode: (reply, about): SessionDump => {
    if (reply.text.startsWith('Session not found')) throw unknownSession(about)
    const [first = '', ...lines] = linesOf(showSess.name, reply)
    const [, id, when = '', number, rest = ''] = opening.exec(first) ?? []
    const age = / age=(\w+)\)/.exec(reply.text)?.[1]
    const began = localTime(when)
    if (id === undefined || age === undefined || began === undefined) throw refused(showSess.name, reply)
    const fields = fieldsOf([rest, ...lines.filter((line) => own.test(line))].join('\n'))
    return {id, number: Number(number), began, age, fields, lines}
  },
} as const satisfies WireCommand<[string], SessionDump>

export const unknownSession = (id: string): HactlError =>
  new HactlError('session-unknown', {exit: 2, message: `HAProxy has no session ${id}, or no longer`, hint: 'hactl session list shows those that there are'})
