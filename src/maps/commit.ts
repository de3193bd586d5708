import type {RuntimeClient} from '../client/runtime-client.ts'
import {commitMap} from '../protocol/commands/map/commit-map.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import type {PromptSession} from '../transport/prompt-session.ts'
import {insist} from './insist.ts'
import {headerOf, type Look, look, lookIn} from './look.ts'
import {patientSession} from './patient-session.ts'
import type {Ticket} from './ticket.ts'
import {type Basis, requireBasis} from './watch.ts'

export interface CommitOptions {
  /** Entries of the map, all versions: what the purge has to walk over. */
  readonly entries: number
  /** Told the last look before the commit; throws when it should not be. */
  readonly lastLook?: (now: Look) => Promise<void>
  /** Told right before the first byte of the commit is written: from here on the version is never touched again. */
  readonly onCommit: () => void
}

/** `superseded`: ours was committed, and somebody else's after it. */
export type CommitOutcome = 'committed' | 'superseded'

/**
 * Last look and `commit` in ONE session: its answers prove that the connection is accepted, not queued, and which process commits. Then a look on a new
 * connection, since a session goes on speaking to the old process after a reload.
 *
 * @throws HactlError `reloaded` when another process serves by now, `conflict`, `outcome-unknown`
 */
export async function commitVersion(client: RuntimeClient, ticket: Ticket, basis: Basis, options: CommitOptions): Promise<CommitOutcome> {
  const patient = client.with({signal: undefined})
  await using session = await patientSession(client, options.entries)
  const now = await lookIn(session, ticket.map.kind)
  requireBasis(now, basis)
  await options.lastLook?.(now)
  client.signal?.throwIfAborted()
  options.onCommit()
  session.detach()
  await commitOrResolve(patient, session, ticket, basis)
  return await confirmed(patient, ticket)
}

/** With these HAProxy has not run it. */
const cleanRefusals = new Set(['permission-denied', 'unsupported', 'map-unknown', 'too-big'])

async function commitOrResolve(client: RuntimeClient, session: PromptSession, ticket: Ticket, basis: Basis): Promise<void> {
  try {
    commitMap.decode(await session.ask(line(commitMap.encode(ticket.map, ticket.version))), ticket.map)
  } catch (error) {
    if (error instanceof HactlError && error.code === 'version-gone') throw overtaken(ticket, error)
    if (error instanceof HactlError && cleanRefusals.has(error.code)) throw error
    // lost, or an answer that no HAProxy is known to give, which tells as little as none
    await rollForward(client, ticket, basis, error)
  }
}

/** The answer was lost: `commit @v` again, in a new session. Done twice it does no harm, and its answer tells what became of the first one. */
async function rollForward(client: RuntimeClient, ticket: Ticket, basis: Basis, lost: unknown): Promise<void> {
  try {
    await insist(() => commitAgain(client, ticket, basis, lost), isSettled)
  } catch (error) {
    throw isSettled(error) ? error : unknown(ticket, asError(error).message, lost)
  }
}

const isSettled = (error: unknown): boolean => error instanceof HactlError && (error.code === 'outcome-unknown' || error.code === 'conflict')

async function commitAgain(client: RuntimeClient, ticket: Ticket, basis: Basis, lost: unknown): Promise<void> {
  await using session = await patientSession(client, 0)
  const before = await lookIn(session, ticket.map.kind)
  if (before.pid !== ticket.pid) throw unknown(ticket, `process ${ticket.pid} is gone, ${before.pid} answers`, lost)
  const found = headerOf(before, ticket.map)?.currentVersion ?? basis.currentVersion
  // what another writer has committed since is not to be lost; ours may still be queued
  if (found !== undefined && found !== basis.currentVersion && found < ticket.version)
    throw unknown(ticket, `another writer has committed version ${found} meanwhile`, lost)
  const reply = await session.ask(line(commitMap.encode(ticket.map, ticket.version)))
  if (reply.complete && reply.text === '') return
  const current = headerOf(await lookIn(session, ticket.map.kind), ticket.map)?.currentVersion
  if (reply.complete && current === ticket.version) return
  if (reply.complete && current !== undefined && current > ticket.version) throw overtaken(ticket, lost)
  throw unknown(ticket, 'a second commit was refused', lost)
}

async function confirmed(client: RuntimeClient, ticket: Ticket): Promise<CommitOutcome> {
  const now = await insist(() => look(client, ticket.map.kind)).catch((error: unknown) => {
    throw unknown(ticket, `HAProxy acknowledged the commit, and then could not be reached: ${asError(error).message}`, error)
  })
  const current = headerOf(now, ticket.map)?.currentVersion
  if (now.pid !== ticket.pid || now.stopping) throw committedIntoOld(ticket, now.pid)
  if (current === ticket.version) return 'committed'
  if (current !== undefined && current > ticket.version) return 'superseded'
  throw unknown(ticket, `version ${current ?? 'unknown'} is current after it`, undefined)
}

const unknown = ({map, version}: Ticket, why: string, cause: unknown): HactlError =>
  new HactlError('outcome-unknown', {
    exit: 5,
    message: `whether version ${version} of ${map} was committed is not known: ${why}`,
    hint: 'traffic sees either the old or the new map; run the same sync again to be sure',
    cause,
  })

const overtaken = ({map, version}: Ticket, cause: unknown): HactlError =>
  new HactlError('conflict', {
    exit: 4,
    message: `HAProxy refused to commit version ${version} of ${map}: another writer has committed a later one`,
    hint: 'run the command again to plan anew',
    cause,
  })

/** The old process took it; traffic of new connections is with the new one. */
const committedIntoOld = ({map, pid}: Ticket, now: ProcessId): HactlError =>
  new HactlError('reloaded', {
    exit: 5,
    message: `${map} was committed into process ${pid}, and HAProxy was reloaded: process ${now} serves now, with the map of its file`,
    hint: 'run the same sync again',
  })
