import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {delServer} from '../protocol/commands/server/del-server.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {waitRemovable} from '../protocol/commands/server/wait-removable.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {deleteWhenFree, deletionCommands} from '../proxies/delete-when-free.ts'
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
  const deletion = {name, wait: waitRemovable, del: delServer, busy: ['server-busy'], timeout: options.timeout, progress: options.progress}
  const commands = [...(setsMaint ? [setServerState.encode(name, 'maint')] : []), ...(wait ? deletionCommands(client, deletion) : [delServer.encode(name)])]
  const reportOf = (now: Server | null): DeleteServerReport => reportOfOne(changedOne<Server | null>(name, {was: found, now, commands}), {dryRun})
  if (dryRun) return reportOf(found)
  if (setsMaint) await client.run(setServerState, name, 'maint')
  try {
    await (wait ? deleteWhenFree(client, deletion) : client.run(delServer, name))
  } catch (error) {
    if (setsMaint && error instanceof HactlError && error.code === 'outcome-unknown') throw unknown(client, found, error)
    if (!setsMaint && !wait) throw error
    if (!setsMaint && error instanceof HactlError && error.code !== 'delete-incomplete') throw error
    throw incomplete(client, found, setsMaint, error)
  }
  return reportOf(null)
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
