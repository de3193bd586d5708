import type {RuntimeClient} from '../client/runtime-client.ts'
import {type Level, levels} from '../protocol/command.ts'
import {wireCommands} from '../protocol/commands/registry.ts'
import {levelNeeded} from '../protocol/dialect.ts'
import {isAtLeast} from '../protocol/version.ts'

/** Whether a wire command can be sent here. */
export interface Permission {
  readonly command: string
  /** Level that it needs on this HAProxy. */
  readonly level: Level
  /** First HAProxy version that has it. */
  readonly since: string
  /** This HAProxy has it. */
  readonly available: boolean
  /** It is there, and the level suffices. */
  readonly allowed: boolean
}

/** What a socket may do. */
export interface Permissions {
  readonly level: Level
  readonly commands: readonly Permission[]
}

/** What this socket may do, of all that hactl has a verb for: by the level that HAProxy told of the connection, and by its version. Nothing more is asked. */
export function permissions({level, dialect}: RuntimeClient): Permissions {
  const named = new Map(wireCommands.map((registered) => [registered.name, registered]))
  const commands = [...named.values()].map(({name, since, level: need}) => {
    const needed = levelNeeded(need, dialect)
    const available = isAtLeast(dialect.version, since)
    return {command: name, level: needed, since, available, allowed: available && levels.indexOf(level) >= levels.indexOf(needed)}
  })
  return {level, commands: commands.sort((one, other) => (one.command < other.command ? -1 : 1))}
}
