import type {Changed, ChangeReport} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {shutdownSession} from '../protocol/commands/sessions/shutdown-session.ts'
import {shutdownSessionsServer} from '../protocol/commands/sessions/shutdown-sessions-server.ts'
import {asError, HactlError} from '../protocol/error.ts'
import type {SeenSession, SeenSessions} from './seen.ts'
import {showSession} from './show.ts'

/** `gone`: it had ended by itself, and was left alone even where another one has its id. That counts as no change. */
export type SessionState = 'open' | 'killed' | 'gone'

/** What became of one session; its name is its id. */
export type SessionEnd = Changed<SessionState> & Pick<SeenSession, 'source' | 'frontend' | 'backend' | 'server' | 'age'>

/** What was ended or, for a dry run, would be. */
export type KillReport = ChangeReport<SessionEnd>

/** How sessions are ended. */
export interface KillOptions extends Pick<Listener, 'progress'> {
  readonly dryRun?: boolean
}

function endOf({id, source, frontend, backend, server, age}: SeenSession, now: SessionState, commands: readonly string[]): SessionEnd {
  return {name: id, was: 'open', now, changed: now === 'killed', commands, source, frontend, backend, server, age}
}

const reportOf = (changes: readonly SessionEnd[], commands: readonly string[], dryRun: boolean): KillReport => ({
  dryRun,
  changed: changes.some(({changed}) => changed),
  commands,
  undo: null,
  changes,
})

/**
 * `shutdown session ID` for one after the other. Each is looked at again before, for ids are used anew: one that is not the same any more is left alone. Of those
 * from `seeSessions`, one that was younger than two seconds may be taken for a later one of the same client, frontend and backend.
 *
 * @param seen from `seeSessions` or `seeSessionIds`
 * @throws HactlError `permission-denied` before anything is ended; `sessions-incomplete` (5) when it broke off behind the first
 */
export async function killSessions(client: RuntimeClient, {sessions, at}: SeenSessions, {dryRun = false, progress}: KillOptions = {}): Promise<KillReport> {
  const commandsFor = ({id}: SeenSession): string[] => [shutdownSession.encode(id)]
  const ends: SessionEnd[] = []
  if (dryRun) {
    ends.push(...sessions.map((session) => endOf(session, 'open', commandsFor(session))))
    return reportOf(ends, sessions.flatMap(commandsFor), dryRun)
  }
  const killed = (): number => ends.filter(({changed}) => changed).length
  try {
    for (const session of sessions) {
      client.signal?.throwIfAborted()
      const isAsked = await isStill(client, session, at)
      const there = isAsked && (await isThere(client.run(shutdownSession, session.id)))
      ends.push(endOf(session, there ? 'killed' : 'gone', isAsked ? commandsFor(session) : []))
      progress?.({phase: 'sessions', done: ends.length, total: sessions.length})
    }
  } catch (error) {
    if (killed() === 0) throw error
    throw incomplete(killed(), sessions.length, error)
  }
  return reportOf(
    ends,
    ends.flatMap(({commands}) => commands),
    dryRun,
  )
}

/**
 * `shutdown sessions server BACKEND/SERVER`: ends all sessions of servers, those that come meanwhile too.
 *
 * @param servers `BACKEND/SERVER`, as HAProxy has them
 * @param seen their sessions, for the report
 * @throws HactlError as `killSessions`
 */
export async function killServerSessions(
  client: RuntimeClient,
  servers: readonly string[],
  {sessions}: SeenSessions,
  {dryRun = false, progress}: KillOptions = {},
): Promise<KillReport> {
  const commands = servers.map((server) => shutdownSessionsServer.encode(server))
  const ends = (state: SessionState): SessionEnd[] =>
    sessions.map((session) => endOf(session, state, [shutdownSessionsServer.encode(`${session.backend}/${session.server}`)]))
  if (dryRun) return reportOf(ends('open'), commands, dryRun)
  let done = 0
  try {
    for (const server of servers) {
      client.signal?.throwIfAborted()
      await client.run(shutdownSessionsServer, server)
      done += 1
      progress?.({phase: 'servers', done, total: servers.length})
    }
  } catch (error) {
    if (done === 0) throw error
    throw incomplete(sessions.filter((session) => servers.slice(0, done).includes(`${session.backend}/${session.server}`)).length, sessions.length, error)
  }
  return reportOf(ends('killed'), commands, dryRun)
}

/** s by which two ages of one stream may differ for being told in whole minutes or hours */
const slackOf = (age: number): number => (age >= 86_400 ? 3600 : age >= 3600 ? 60 : 1)

/** Whether its id still stands for it: by HAProxy's own number; else by where it comes from and by its age, for a later one is younger. */
async function isStill(client: RuntimeClient, session: SeenSession, at: number): Promise<boolean> {
  const now = await showSession(client, session.id).catch((error: unknown) => {
    if (error instanceof HactlError && error.code === 'session-unknown') return undefined
    throw error
  })
  if (!now) return false
  if (session.number !== undefined) return now.number === session.number
  const passed = (performance.now() - at) / 1000
  // it may not have had its backend yet; one that it has stays
  const alike = now.source === session.source && now.frontend === session.frontend && (session.backend === null || now.backend === session.backend)
  return alike && now.age + slackOf(now.age) >= session.age + Math.floor(passed)
}

/** @returns false when HAProxy says that there is none */
function isThere(ended: Promise<void>): Promise<boolean> {
  return ended.then(
    () => true,
    (error: unknown) => {
      if (error instanceof HactlError && error.code === 'session-unknown') return false
      throw error
    },
  )
}

function incomplete(killed: number, all: number, error: unknown): HactlError {
  return new HactlError('sessions-incomplete', {
    exit: 5,
    message: `${killed} of ${all} sessions were ended, then: ${asError(error).message}`,
    hint: 'hactl session list shows which are left; run it again to end them',
    cause: error,
  })
}
