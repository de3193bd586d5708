import {setTimeout as delay} from 'node:timers/promises'
import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {delServer} from '../protocol/commands/server/del-server.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {waitRemovable} from '../protocol/commands/server/wait-removable.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {noReply, splitReplies} from '../protocol/reply.ts'
import {isAtLeast} from '../protocol/version.ts'
import {findServer} from './list.ts'
import {nameOf, type Server} from './server.ts'
import {undoState} from './state.ts'

/** How a server is deleted. */
export interface DeleteServerOptions extends Listener {
  /** Sets it to maintenance first: HAProxy deletes no other. */
  readonly maint?: boolean
  /** Waits until its connections are gone. */
  readonly wait?: boolean
  /** ms for the wait; 5 minutes unless said. */
  readonly timeout?: number | undefined
  readonly dryRun?: boolean
}

/** A server that was deleted or, for a dry run, would be: `now` is `null` then. One of haproxy.cfg is there again after a reload. */
export type DeleteServerReport = ChangeReport<Changed<Server | null>>

const patience = 300_000
/** ms of one `wait`, so that a reload is noticed. */
const turn = 10_000
/** ms between two tries where HAProxy has no `wait`. */
const interval = 250

/**
 * `del server`: one in maintenance that nothing is attached to, and nothing of the configuration names.
 *
 * @param name `BACKEND/SERVER`
 * @throws HactlError `unsupported` before 2.6; `proxy-unknown`, `server-in-service`; `server-busy` without `wait`; `refused` with HAProxy's reason;
 * `delete-incomplete` (5) when the wait ends early, or when it is in maintenance by now and stays there; `outcome-unknown` (5)
 */
export async function deleteServer(client: RuntimeClient, name: string, options: DeleteServerOptions = {}): Promise<DeleteServerReport> {
  client.require(delServer)
  const {maint = false, wait = false, dryRun = false} = options
  const found = await findServer(client, name)
  if (found.admin !== 'maint' && !maint) throw inService(found)
  const setsMaint = found.admin !== 'maint'
  const commands = [...(setsMaint ? [setServerState.encode(name, 'maint')] : []), ...(wait ? waitCommands(client, name) : []), delServer.encode(name)]
  const reportOf = (now: Server | null): DeleteServerReport => reportOfOne(changedOne<Server | null>(name, {was: found, now, commands}), {dryRun})
  if (dryRun) return reportOf(found)
  if (setsMaint) await client.run(setServerState, name, 'maint')
  try {
    await (wait ? deleteWhenFree(client, found, options) : client.run(delServer, name))
  } catch (error) {
    if (setsMaint && error instanceof HactlError && error.code === 'outcome-unknown') throw unknown(client, found, error)
    if (!setsMaint && !wait) throw error
    if (!setsMaint && error instanceof HactlError && error.code !== 'delete-incomplete') throw error
    throw incomplete(client, found, setsMaint, error)
  }
  return reportOf(null)
}

const waits = ({dialect}: RuntimeClient): boolean => isAtLeast(dialect.version, waitRemovable.since)

const waitCommands = (client: RuntimeClient, name: string): string[] => (waits(client) ? [waitRemovable.encode(name, turn)] : [])

/** Whether it may go is what `del server` itself says, on every version; `wait` only tells when to ask again. */
async function deleteWhenFree(client: RuntimeClient, server: Server, {timeout = patience, progress}: DeleteServerOptions): Promise<void> {
  const name = nameOf(server)
  const end = performance.now() + timeout
  for (;;) {
    client.signal?.throwIfAborted()
    const busy = await triedToDelete(client, name)
    if (!busy) return
    const left = end - performance.now()
    if (left <= 0) throw new HactlError('delete-incomplete', {exit: 5, message: `the wait of ${timeout / 1000} s has run out: ${busy.message}`})
    progress?.({phase: 'wait for connections'})
    await (waits(client) ? untilRemovable(client, name, Math.ceil(Math.min(left, turn))) : delay(Math.min(left, interval), undefined, {signal: client.signal}))
  }
}

/** @returns why not, when it has connections still */
async function triedToDelete(client: RuntimeClient, name: string): Promise<HactlError | undefined> {
  try {
    await client.run(delServer, name)
    return undefined
  } catch (error) {
    if (error instanceof HactlError && error.code === 'server-busy') return error
    throw error
  }
}

async function untilRemovable(client: RuntimeClient, name: string, milliseconds: number): Promise<void> {
  const seconds = Math.ceil(milliseconds / 1000) + 10
  const request = line(setTimeoutCli.encode(seconds), waitRemovable.encode(name, milliseconds))
  let text = ''
  for await (const bytes of client.stream(request, milliseconds + 6 * client.timeout, client.silenceTimeout(milliseconds))) text += bytes.toString('latin1')
  // "failed" is told with its reason by the next `del server`
  waitRemovable.decode(splitReplies(text, 2)[1] ?? noReply)
}

const inService = (server: Server): HactlError =>
  new HactlError('server-in-service', {
    exit: 2,
    message: `${nameOf(server)} is ${server.admin}, and HAProxy deletes only what is in maintenance`,
    hint: `--maint sets it to maintenance first; or gently: hactl server drain ${nameOf(server)} --wait`,
  })

/** The answer to `del server` was lost. */
const unknown = (client: RuntimeClient, server: Server, {message, hint = '', cause}: HactlError): HactlError =>
  new HactlError('outcome-unknown', {
    exit: 5,
    message,
    hint: `${hint}; where it is there still, it is in maintenance, and this undoes that: ${undoState(client, [server])}`,
    cause,
  })

function incomplete(client: RuntimeClient, server: Server, setsMaint: boolean, error: unknown): HactlError {
  const reason: unknown = client.signal?.aborted ? client.signal.reason : error
  const undo = setsMaint
    ? `it stays in maintenance; this undoes it: ${undoState(client, [server])}`
    : 'it stays in maintenance, as it was; the same command again goes on'
  return new HactlError('delete-incomplete', {exit: 5, message: `${nameOf(server)} was not deleted: ${asError(reason).message}`, hint: undo, cause: error})
}
