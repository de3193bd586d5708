import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {parseTyped} from '../../typed.ts'
import {readable} from '../../word.ts'

/**
 * Which process this is, to be compared and to be shown: its Pid and when it started, `1 (since 2026-11-21T17:15:49Z)`, for in a container every HAProxy has
 * the same Pid. 2.2 does not tell when it started: there it is the Pid alone.
 */
export type ProcessId = string

/** What `show info` says of the process; only what hactl uses has a name here, `fields` holds all. */
export interface ProcessInfo {
  readonly pid: number
  readonly id: ProcessId
  readonly version: string
  readonly node: string
  /** A process that was told to leave after a reload: what it is told is lost with it. */
  readonly stopping: boolean
  readonly fields: ReadonlyMap<string, string>
  /** The same as HAProxy types them: numbers as numbers, in the unit that the management guide (9.3) gives. */
  readonly values: Readonly<Record<string, string | number>>
}

/** `show info typed`: management guide 9.3; since 1.7. */
export const showInfo = {
  name: 'show info',
  since: '1.7',
  level: 'user',
  encode: () => 'show info typed',
  decode: (reply): ProcessInfo => {
    const typed = parseTyped(readable(reply.text)).map((field) => ({...field, name: field.path[1] ?? ''}))
    const fields = new Map(typed.map(({name, value}) => [name, value]))
    const [pid, version] = [fields.get('Pid'), fields.get('Version')]
    if (!reply.complete || pid === undefined || version === undefined) throw refused('show info', reply)
    return {
      pid: Number(pid),
      id: idOf(pid, fields.get('Start_time_sec')),
      version,
      node: fields.get('node') ?? '',
      stopping: fields.get('Stopping') === '1',
      fields,
      values: Object.fromEntries(typed.map(({name, type, value}) => [name, type === 'str' ? value : Number(value)])),
    }
  },
} as const satisfies WireCommand<[], ProcessInfo>

/** @param start in s since 1970 */
function idOf(pid: string, start = ''): ProcessId {
  return !/^\d{1,10}$/.test(start) ? pid : `${pid} (since ${new Date(Number(start) * 1000).toISOString().replace('.000', '')})`
}
