import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {nameOf, type Server} from './server.ts'

/** The words behind `hactl server` that bring a server back, its name between the verb and the others; undefined where no command does. */
export type Undo = (server: Server) => readonly [verb: string, ...words: string[]] | undefined

/** The command lines that bring servers back to what they were, for a shell; '' where none does. */
export function undoCommand(client: RuntimeClient, servers: readonly Server[], undo: Undo): string {
  const groups = new Map<string, {words: readonly [string, ...string[]]; names: string[]}>()
  for (const server of servers) {
    const words = undo(server)
    if (!words) continue
    // only a verb without other words takes several names
    const key = words.length > 1 ? nameOf(server) : words[0]
    const group = groups.get(key) ?? {words, names: []}
    group.names.push(nameOf(server))
    groups.set(key, group)
  }
  const lines = [...groups.values()].map(({words: [verb, ...rest], names}) =>
    commandLine(client, ['server', verb, ...names, ...rest], ...(names.length > 1 ? ['--yes'] : [])),
  )
  return lines.join(' && ')
}
