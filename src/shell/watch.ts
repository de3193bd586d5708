import {changes, type Verbs, verbOf} from '../completion/verbs.ts'
import {wireCommands} from '../protocol/commands/registry.ts'
import {HactlError} from '../protocol/error.ts'
import {commandsOf} from '../protocol/raw-line.ts'
import {firstChange} from '../protocol/read-only.ts'

/** s between two runs of what costs the traffic something, at least */
const stallingPause = 5

/** Whether a line is known to change nothing, be it HAProxy's or hactl's. */
export function lineReads(line: string, verbs: Verbs): boolean {
  const verb = verbOf(line.trim().split(/\s+/), verbs)
  if (verb) return !changes(verb) || line.split(/\s+/).includes('--dry-run')
  return firstChange(line) === undefined
}

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
