import type {RuntimeClient} from '../client/runtime-client.ts'
import type {SessionFilter} from './filter.ts'
import {listSessions} from './list.ts'
import type {Session} from './session.ts'
import {showSession} from './show.ts'

/** A session that was looked at, with HAProxy's own number for it where that was told. */
export interface SeenSession extends Session {
  readonly number?: number
}

/** Sessions as they were at a moment. */
export interface SeenSessions {
  readonly sessions: readonly SeenSession[]
  /** When they had all been told: ms, of `performance.now()`. */
  readonly at: number
}

/** Looks for sessions to be ended. @throws HactlError as `listSessions` */
export async function seeSessions(client: RuntimeClient, filter: SessionFilter): Promise<SeenSessions> {
  const sessions = await listSessions(client, filter)
  return {sessions, at: performance.now()}
}

/** The same by their ids, `0x…`. @throws HactlError `session-unknown` when one has ended, `usage` */
export async function seeSessionIds(client: RuntimeClient, ids: readonly string[]): Promise<SeenSessions> {
  const sessions: SeenSession[] = []
  for (const id of new Set(ids)) sessions.push(await showSession(client, id))
  return {sessions, at: performance.now()}
}
