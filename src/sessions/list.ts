import {patientAnswer} from '../client/patient-answer.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {SessionReader, showSess} from '../protocol/commands/sessions/show-sess.ts'
import {refused} from '../protocol/refusal.ts'
import {endless, keptLimit} from '../transport/limits.ts'
import {type SessionFilter, SessionSieve} from './filter.ts'
import {type Session, sessionOf} from './session.ts'

/**
 * `show sess`: the streams of this moment as they come, those of HAProxy's own sockets left out unless `frontend` names them. All threads stand still while
 * HAProxy writes a part of it. Needs level operator.
 *
 * @throws HactlError `permission-denied`, `reply-truncated`; `proxy-unknown` at the end, for a name of the filter that HAProxy does not have
 */
export async function* readSessions(client: RuntimeClient, filter: SessionFilter = {}): AsyncGenerator<Session[], void> {
  client.permit(showSess)
  const sieve = new SessionSieve(filter)
  const reader = new SessionReader()
  for await (const bytes of patientAnswer(client, showSess.encode())) {
    const sessions = reader
      .push(bytes)
      .map(sessionOf)
      .filter((session) => sieve.passes(session))
    if (reader.held > keptLimit) throw endless(client.address)
    if (sessions.length > 0) yield sessions
  }
  const reply = reader.end()
  if (!reply.complete || reply.text !== '') throw refused(showSess.name, reply)
  await sieve.end(client)
}

/** The same, all at once. */
export async function listSessions(client: RuntimeClient, filter: SessionFilter = {}): Promise<Session[]> {
  const all: Session[] = []
  for await (const sessions of readSessions(client, filter)) all.push(...sessions)
  return all
}
