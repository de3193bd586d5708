import type {RuntimeClient} from '../client/runtime-client.ts'
import {type SessionDump, showSessId} from '../protocol/commands/sessions/show-sess-id.ts'
import {HactlError} from '../protocol/error.ts'
import {type Session, secondsOf, sessionOf} from './session.ts'

/** All that HAProxy tells of a stream. */
export interface SessionDetail extends Session {
  /** HAProxy's own number for it, which no other stream of this process has. */
  readonly number: number
  /** When it began, by HAProxy's clock and in its time zone. */
  readonly began: string
  /** What HAProxy knows of its inside, for its developers, as it stands. */
  readonly lines: readonly string[]
}

/**
 * `show sess ID`: one stream. Needs level operator.
 *
 * @param id `0x…`, from `listSessions`
 * @throws HactlError `session-unknown` (2) when it has ended; `usage` for what is no id
 */
export async function showSession(client: RuntimeClient, id: string): Promise<SessionDetail> {
  const dump = await client.run(showSessId, requireId(id))
  return detailOf(dump)
}

function detailOf(dump: SessionDump): SessionDetail {
  const {number, began, age, lines} = dump
  return {...sessionOf(dump), age: secondsOf(age), number, began, lines}
}

/** HAProxy takes words that are no id for others of its own, and old versions for nothing at all. @throws HactlError `usage` */
export function requireId(text: string): string {
  if (/^0x[\da-f]{1,16}$/i.test(text)) return text.toLowerCase()
  throw new HactlError('usage', {
    exit: 2,
    message: `a session is named by its id, 0x and hexadecimal digits, not ${JSON.stringify(text)}`,
    hint: 'hactl session list shows them',
  })
}
