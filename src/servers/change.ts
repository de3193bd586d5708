import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {shellWord} from '../maps/restore-command.ts'
import type {WireCommand} from '../protocol/command.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {findServers} from './list.ts'
import {nameOf, type Server} from './server.ts'

/** What became of one server: its administrative state or its weight, before and after. */
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

/** How a change is sent, and what of a server it is about. */
export interface Change<Word extends string, Value> {
  readonly command: WireCommand<[string, Word], void>
  readonly word: Word
  readonly of: (server: Server) => Value
  /** The words behind `hactl server` that bring a server back, its name between the verb and the others. */
  readonly undo: (server: Server) => readonly [verb: string, ...words: string[]]
}

/**
 * Sends a change to one server after the other, and reads back what they are then.
 *
 * @throws HactlError `servers-incomplete` (5) when it broke off behind the first; what HAProxy said, when none was changed
 */
export async function changeServers<Word extends string, Value>(
  client: RuntimeClient,
  servers: readonly Server[],
  change: Change<Word, Value>,
  {dryRun = false, progress}: ServersOptions,
): Promise<ServersReport<Value>> {
  const {command, word, of} = change
  const commands = servers.map((server) => command.encode(nameOf(server), word))
  if (dryRun) return {servers: servers.map((server) => changed(server, of(server), of(server))), commands, changed: false}
  const done: Server[] = []
  try {
    for (const server of servers) {
      client.signal?.throwIfAborted()
      await client.run(command, nameOf(server), word)
      done.push(server)
      progress?.({phase: 'servers', done: done.length, total: servers.length})
    }
    const now = new Map((await findServers(client, servers.map(nameOf))).map((server) => [nameOf(server), of(server)]))
    return {servers: servers.map((server) => changed(server, of(server), now.get(nameOf(server)) ?? of(server))), commands, changed: true}
  } catch (error) {
    if (done.length === 0) throw error
    const unsure = error instanceof HactlError && error.code === 'outcome-unknown' ? servers.slice(done.length, done.length + 1) : []
    throw incomplete({done, unsure, all: servers.length, error, undo: undoCommand(client, [...done, ...unsure], change)})
  }
}

const changed = <Value>({backend, server}: Server, was: Value, now: Value): ServerChange<Value> => ({backend, server, was, now})

/** The command lines that bring servers back to what they were, for a shell. */
export function undoCommand<Word extends string, Value>({address}: RuntimeClient, servers: readonly Server[], {undo}: Change<Word, Value>): string {
  const groups = new Map<string, {words: readonly [string, ...string[]]; names: string[]}>()
  for (const server of servers) {
    const words = undo(server)
    // only a verb without other words takes several names
    const key = words.length > 1 ? nameOf(server) : words[0]
    const group = groups.get(key) ?? {words, names: []}
    group.names.push(nameOf(server))
    groups.set(key, group)
  }
  const lines = [...groups.values()].map(({words: [verb, ...rest], names}) => {
    const agreed = names.length > 1 ? ['--yes'] : []
    return ['hactl', 'server', verb, ...names, ...rest, '-s', address.text, ...agreed].map(shellWord).join(' ')
  })
  return lines.join(' && ')
}

interface BrokenOff {
  readonly done: readonly Server[]
  /** Whose answer was lost. */
  readonly unsure: readonly Server[]
  readonly all: number
  readonly error: unknown
  readonly undo: string
}

function incomplete({done, unsure, all, error, undo}: BrokenOff): HactlError {
  const reason = asError(error).message
  const names = [...done.map(nameOf), ...unsure.map((server) => `${nameOf(server)} perhaps`)].join(', ')
  return new HactlError('servers-incomplete', {
    exit: 5,
    message: `${done.length} of ${all} servers were changed (${names}), then: ${reason}`,
    hint: `what was changed stays so; this undoes it: ${undo}`,
    cause: error,
  })
}
