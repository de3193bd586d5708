import type {Verbs} from '../completion/verbs.ts'
import {wireCommands} from '../protocol/commands/registry.ts'
import {HactlError} from '../protocol/error.ts'
import {commandsOf} from '../protocol/raw-line.ts'
import {lineReads} from './reads.ts'

/** s between two runs of what costs the traffic something, at least */
const stallingPause = 5

/** @throws HactlError `usage` for what is not to be run again and again */
export function requireWatchable(line: string | undefined, seconds: number, verbs: Verbs): string {
  if (line === undefined) throw usage('there is no command to watch yet', '\\watch 2 show info')
  if (!lineReads(line, verbs))
    throw usage(`\\watch runs only what changes nothing, and not ${JSON.stringify(line)}`, 'type it once for each time that you mean it')
  const stalling = wireCommands.find(({name, stalls}) => stalls !== undefined && commandsOf(line).some((command) => command.trim().startsWith(name)))
  if (stalling && seconds < stallingPause)
    throw usage(`while \`${stalling.name}\` runs, ${stalling.stalls}: \\watch takes at least ${stallingPause} seconds for it`, `\\watch ${stallingPause}`)
  return line
}

const usage = (message: string, hint: string): HactlError => new HactlError('usage', {exit: 2, message, hint})
