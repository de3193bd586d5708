import {setTimeout as delay} from 'node:timers/promises'
import {type Changed, type ChangeReport, changedOne} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned, unconfirmed} from '../client/unconfirmed.ts'
import type {Listener} from '../maps/progress.ts'
import type {WireCommand} from '../protocol/command.ts'
import {showInfo} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import type {WireText} from '../protocol/word.ts'
import {incomplete} from './incomplete.ts'
import {findServers} from './list.ts'
import {nameOf, type Server} from './server.ts'
import {type Undo, undoCommand} from './undo.ts'

/** A change of servers: of their administrative state, their weight, their address … */
export type ServersReport<Value> = ChangeReport<Changed<Value>>

/** How a change of servers is made. */
export interface ServersOptions extends Listener {
  readonly dryRun?: boolean
}

/** One wire command about one server. */
export interface Step {
  readonly text: WireText
  /** @throws HactlError `permission-denied`; HAProxy is not asked */
  readonly permit: (client: RuntimeClient) => void
  readonly run: (client: RuntimeClient) => Promise<void>
}

export const step = <Arguments extends readonly unknown[]>(command: WireCommand<Arguments, unknown>, ...words: Arguments): Step => ({
  text: command.encode(...words),
  permit: (client) => client.permit(command),
  run: async (client) => void (await client.run(command, ...words)),
})

/** How a change is sent, and what of a server it is about. */
export interface Change<Value> {
  readonly steps: (server: Server) => readonly Step[]
  readonly of: (server: Server) => Value
  readonly undo: Undo
  /** What was read back is what HAProxy said. Looked at again for a moment while it is not; HAProxy is always believed unless given. */
  readonly stands?: (now: Server) => boolean
  /** HAProxy shows nowhere what is sent. */
  readonly unseen?: boolean
  /** What a person should know of a server that was changed, a sentence each. */
  readonly remarks?: (now: Server, was: Server) => readonly (string | undefined)[]
}

/** ms that a change may take to be seen by others. */
const settling = 2_000
const interval = 50

/**
 * Sends a change to one server after the other, and reads back on new connections what they are then.
 *
 * @throws HactlError `servers-incomplete` (5) when it broke off behind the first; what HAProxy said, when none was changed; `reloaded` (4), nothing sent, when
 * the client is of a process that is gone; `change-unconfirmed` (5), also when HAProxy was reloaded meanwhile
 */
export async function changeServers<Value>(
  client: RuntimeClient,
  servers: readonly Server[],
  change: Change<Value>,
  {dryRun = false, progress, caution}: ServersOptions,
): Promise<ServersReport<Value>> {
  const plan = servers.map((server) => ({server, steps: change.steps(server)}))
  const {of, unseen = false} = change
  const reportOf = (now: ReadonlyMap<string, Server>): ServersReport<Value> => {
    const changes = plan.map(({server, steps}) => {
      const one = changedOne(nameOf(server), {was: of(server), now: of(now.get(nameOf(server)) ?? server), commands: steps.map(({text}) => text)})
      return unseen && !dryRun && steps.length > 0 ? {...one, changed: true} : one
    })
    const undone = servers.filter((_, index) => changes[index]?.changed)
    const commands = changes.flatMap((each) => each.commands)
    return {dryRun, changed: undone.length > 0, commands, undo: undoCommand(client, undone, change.undo) || null, changes}
  }
  if (dryRun || plan.every(({steps}) => steps.length === 0)) return reportOf(new Map())
  // the servers are the caller's, and may be of a process before
  await pinned(client).run(showInfo)
  await send(client, plan, change, {progress})
  const remedy = {look: 'hactl server list', undo: undoCommand(client, servers, change.undo) || null}
  const {now, wrong} = await looked(client, sentText(plan), remedy, (each) => readBack(each, servers, change))
  const report = reportOf(now)
  if (wrong) throw unconfirmedServer(wrong, change, report.undo)
  for (const was of servers) for (const remark of change.remarks?.(now.get(nameOf(was)) ?? was, was) ?? []) if (remark !== undefined) caution?.(remark)
  return report
}

type Plan = readonly {readonly server: Server; readonly steps: readonly Step[]}[]

async function send<Value>(client: RuntimeClient, plan: Plan, {undo, unseen}: Change<Value>, {progress}: Pick<Listener, 'progress'>): Promise<void> {
  const [done, begun] = [new Set<Server>(), new Set<Server>()]
  try {
    for (const {server, steps} of plan) {
      client.signal?.throwIfAborted()
      for (const {run} of steps) {
        await run(client)
        begun.add(server)
      }
      done.add(server)
      progress?.({phase: 'servers', done: done.size, total: plan.length})
    }
  } catch (error) {
    if (begun.size === 0) throw error
    const code = error instanceof HactlError ? error.code : undefined
    const next = plan.slice(done.size, done.size + 1).map(({server}) => server)
    const lost = next.filter((server) => code === 'outcome-unknown' || begun.has(server))
    throw incomplete({done: [...done], lost, all: plan.length, error, undo: undoCommand(client, [...done, ...lost], undo), unseen})
  }
}

/** The commands of one server, and how many more there were. */
function sentText(plan: Plan): string {
  const [first = '', ...others] = plan.map(({steps}) => steps.map(({text}) => text).join(';')).filter(Boolean)
  return others.length === 0 ? first : `${first}, and for ${others.length} more`
}

interface ReadBack {
  /** The servers as they are, by name. */
  readonly now: ReadonlyMap<string, Server>
  /** One that is not what HAProxy acknowledged. */
  readonly wrong: Server | undefined
}

async function readBack<Value>(client: RuntimeClient, servers: readonly Server[], {stands = () => true}: Change<Value>): Promise<ReadBack> {
  for (const end = performance.now() + settling; ; await delay(interval)) {
    const now = await findServers(client, servers.map(nameOf))
    const wrong = now.find((server) => !stands(server))
    if (!wrong || performance.now() >= end) return {now: new Map(now.map((server) => [nameOf(server), server])), wrong}
  }
}

function unconfirmedServer<Value>(wrong: Server, {steps, of}: Change<Value>, undo: string | null): HactlError {
  const sent = steps(wrong).map(({text}) => text)
  return unconfirmed(sent.join(';'), `it shows ${JSON.stringify(of(wrong))} for ${nameOf(wrong)}`, {look: 'hactl server show', undo})
}
