import {setTimeout as delay} from 'node:timers/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import type {WireCommand} from '../protocol/command.ts'
import {HactlError} from '../protocol/error.ts'
import type {WireText} from '../protocol/word.ts'
import {unconfirmed} from '../proxies/unconfirmed.ts'
import {incomplete} from './incomplete.ts'
import {findServers} from './list.ts'
import {nameOf, type Server} from './server.ts'
import {type Undo, undoCommand} from './undo.ts'

/** What became of one server: its administrative state, its weight, its address …, before and after. */
export interface ServerChange<Value> {
  readonly backend: string
  readonly server: string
  readonly was: Value
  /** As it was read back; for a dry run as it is. */
  readonly now: Value
}

/** A change of servers, as it was made or, for a dry run, would be. It lasts until HAProxy is reloaded. */
export interface ServersReport<Value> {
  readonly servers: readonly ServerChange<Value>[]
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  readonly changed: boolean
}

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

export const step = <Arguments extends readonly unknown[]>(command: WireCommand<Arguments, void>, ...words: Arguments): Step => ({
  text: command.encode(...words),
  permit: (client) => client.permit(command),
  run: async (client) => client.run(command, ...words),
})

/** How a change is sent, and what of a server it is about. */
export interface Change<Value> {
  readonly steps: (server: Server) => readonly Step[]
  readonly of: (server: Server) => Value
  readonly undo: Undo
  /** What was read back is what HAProxy said. Looked at again for a moment while it is not; HAProxy is always believed unless given. */
  readonly stands?: (now: Server) => boolean
  /** What a person should know of a server that was changed. */
  readonly remark?: (now: Server, was: Server) => string | undefined
}

/** ms that a change may take to be seen by others. */
const settling = 2_000
const interval = 50

/**
 * Sends a change to one server after the other, and reads back on new connections what they are then.
 *
 * @throws HactlError `servers-incomplete` (5) when it broke off behind the first; what HAProxy said, when none was changed; `change-unconfirmed` (5)
 */
export async function changeServers<Value>(
  client: RuntimeClient,
  servers: readonly Server[],
  change: Change<Value>,
  {dryRun = false, progress, caution}: ServersOptions,
): Promise<ServersReport<Value>> {
  const plan = servers.map((server) => ({server, steps: change.steps(server)}))
  const commands = plan.flatMap(({steps}) => steps.map(({text}) => text))
  const {of} = change
  if (dryRun) return {servers: servers.map((server) => changed(server, of(server), of(server))), commands, changed: false}
  const [done, begun] = [new Set<Server>(), new Set<Server>()]
  try {
    for (const {server, steps} of plan) {
      client.signal?.throwIfAborted()
      for (const {run} of steps) {
        await run(client)
        begun.add(server)
      }
      done.add(server)
      progress?.({phase: 'servers', done: done.size, total: servers.length})
    }
    const now = await readBack(client, servers, change)
    return {
      servers: servers.map((was) => {
        const server = now.get(nameOf(was)) ?? was
        const remark = change.remark?.(server, was)
        if (remark !== undefined) caution?.(remark)
        return changed(was, of(was), of(server))
      }),
      commands,
      changed: true,
    }
  } catch (error) {
    const code = error instanceof HactlError ? error.code : undefined
    if (begun.size === 0 || code === 'change-unconfirmed') throw error
    const lost = servers.slice(done.size, done.size + 1).filter((server) => code === 'outcome-unknown' || begun.has(server))
    throw incomplete({done: [...done], lost, all: servers.length, error, undo: undoCommand(client, [...done, ...lost], change.undo)})
  }
}

const changed = <Value>({backend, server}: Server, was: Value, now: Value): ServerChange<Value> => ({backend, server, was, now})

/** The servers as they are now, by name. */
async function readBack<Value>(
  client: RuntimeClient,
  servers: readonly Server[],
  {stands = () => true, of, steps}: Change<Value>,
): Promise<Map<string, Server>> {
  for (const end = performance.now() + settling; ; await delay(interval)) {
    const now = await findServers(client, servers.map(nameOf))
    const wrong = now.find((server) => !stands(server))
    if (!wrong) return new Map(now.map((server) => [nameOf(server), server]))
    if (performance.now() >= end)
      throw unconfirmed(
        steps(wrong)
          .map(({text}) => text)
          .join(';'),
        `it shows ${JSON.stringify(of(wrong))} for ${nameOf(wrong)}`,
        'hactl server show',
      )
  }
}
