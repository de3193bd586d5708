import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned} from '../client/unconfirmed.ts'
import type {Listener} from '../maps/progress.ts'
import {addServer} from '../protocol/commands/server/add-server.ts'
import {delServer} from '../protocol/commands/server/del-server.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {switchAgent, switchHealth} from '../protocol/commands/server/switch-checks.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {isGlob} from '../stats/glob.ts'
import {findServer, listServers} from './list.ts'
import {type NewServer, newServer} from './new-server.ts'
import {droppedOf, told} from './read-back.ts'
import {nameOf, type Server} from './server.ts'

/** How a server is added. */
export interface AddServerOptions extends Listener {
  /** Adds the keyword `check`. */
  readonly check?: boolean
  /** Lets it take traffic, once it is what it was asked to be. */
  readonly enable?: boolean
  readonly dryRun?: boolean
}

/** A server that was added or, for a dry run, would be: `null` before, then as it was read back. It is gone after a reload. */
export type AddServerReport = ChangeReport<Changed<Server | null>>

/**
 * `add server`: a server that begins in maintenance. What HAProxy has acknowledged and left out all the same makes it go again; then checks that its keywords
 * ask for are turned on (HAProxy itself leaves them off), and last it is let take traffic.
 *
 * @param name `BACKEND/SERVER`
 * @param address `10.0.0.1:80`, `[::1]:80`, `unix@/path`; HAProxy takes a name, and never resolves it
 * @param keywords those of `server` in the configuration, each a word; nothing of a `default-server` line is added to them
 * @throws HactlError `unsupported` before 2.6; `server-option-invalid`, `proxy-unknown`, `proxy-exists`, `reloaded` (4) before anything is sent; `refused`;
 * `verification-failed` (4): it is not what was asked for, and was deleted again; `servers-incomplete`, `change-unconfirmed` (5)
 */
export async function addServerTo(
  client: RuntimeClient,
  name: string,
  address: string,
  keywords: readonly string[] = [],
  {check = false, enable = false, dryRun = false, caution}: AddServerOptions = {},
): Promise<AddServerReport> {
  client.require(addServer)
  await requireFreeName(pinned(client), name)
  const wanted = newServer(address, keywords, check)
  const steps = stepsOf(client, name, wanted, enable)
  const commands = [addServer.encode(name, [address, ...wanted.words]), ...steps.map(({command}) => command)]
  const reportOf = (now: Server | null): AddServerReport =>
    reportOfOne(changedOne(name, {was: null, now, commands}), {dryRun, undo: () => deleteLine(client, name)})
  if (dryRun) return reportOf(null)
  for (const remark of await client.run(addServer, name, [address, ...wanted.words])) caution?.(remark)
  try {
    await verify(client, name, wanted, commands)
    for (const {run} of steps) await run()
    return reportOf(await lookedAt(client, name, commands, (each) => findServer(each, name)))
  } catch (error) {
    const isTold = error instanceof HactlError && ['verification-failed', 'change-unconfirmed'].includes(error.code)
    throw isTold ? error : incomplete(client, name, error)
  }
}

/** @throws HactlError `usage`, `proxy-unknown`, `proxy-exists` */
async function requireFreeName(client: RuntimeClient, name: string): Promise<void> {
  const [, backend, server] = /^([^/]+)\/([^/]+)$/.exec(name) ?? []
  // HAProxy has no such names, and a pattern would be looked up as one
  if (backend === undefined || server === undefined || isGlob(name))
    throw new HactlError('usage', {
      exit: 2,
      message: `a server is named as BACKEND/SERVER, not ${JSON.stringify(name)}`,
      hint: 'hactl backend list shows the backends',
    })
  const others = await listServers(client, backend)
  if (others.some((each) => nameOf(each) === name))
    throw new HactlError('proxy-exists', {exit: 2, message: `there is a server ${name} already`, hint: `hactl server show ${name} tells what it is`})
}

interface Step {
  readonly command: string
  readonly run: () => Promise<void>
}

function stepsOf(client: RuntimeClient, name: string, {options}: NewServer, enable: boolean): Step[] {
  const switches = [...(options.has('check') ? [switchHealth.enable] : []), ...(options.has('agent-check') ? [switchAgent.enable] : [])]
  const checks = switches.map((command) => ({command: command.encode(name), run: () => client.run(command, name)}))
  const ready = {command: setServerState.encode(name, 'ready'), run: () => client.run(setServerState, name, 'ready')}
  return enable ? [...checks, ready] : checks
}

/** By the process that was asked: after a reload the name may be that of a server of haproxy.cfg. @throws HactlError `change-unconfirmed` */
const lookedAt = <T>(client: RuntimeClient, name: string, commands: readonly string[], read: (each: RuntimeClient) => Promise<T>): Promise<T> =>
  looked(client, commands.join(';'), {look: 'hactl server list', undo: deleteLine(client, name)}, read)

/** What is not as it was asked for gets no traffic: it goes again. @throws HactlError `verification-failed`, `change-unconfirmed` */
async function verify(client: RuntimeClient, name: string, wanted: NewServer, commands: readonly string[]): Promise<void> {
  const found = await lookedAt(client, name, commands.slice(0, 1), (each) => told(each, name))
  const dropped = found ? droppedOf(wanted, found) : ['it is not there']
  if (dropped.length === 0) return
  if (found) {
    // 2.6 lets some begin in service
    await client.run(setServerState, name, 'maint')
    await client.run(delServer, name)
  }
  throw new HactlError('verification-failed', {
    exit: 4,
    message: `HAProxy acknowledged ${name}, but ${dropped.join('; ')}`,
    hint: found ? 'it was deleted again; nothing else was changed' : 'somebody has deleted it meanwhile: nothing is left of it',
  })
}

const deleteLine = (client: RuntimeClient, name: string): string => commandLine(client, ['server', 'del', name, '--maint'], '--yes')

const incomplete = (client: RuntimeClient, name: string, error: unknown): HactlError =>
  new HactlError('servers-incomplete', {
    exit: 5,
    message: `${name} was added, then: ${asError(error).message}`,
    hint: `it stays; this deletes it: ${deleteLine(client, name)}`,
    cause: error,
  })
