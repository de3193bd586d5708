import type {WireCommand} from '../../command.ts'
import {integerIn, linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A server as `show servers state` has it. */
export interface ServerState {
  readonly backend: string
  readonly server: string
  /** All fields by HAProxy's names (management guide 9.3), as text; `-` is none. */
  readonly fields: Readonly<Record<string, string>>
  /** A field that is a number; undefined where this HAProxy does not have it. */
  readonly number: (name: string) => number | undefined
}

/** `show servers state`: `1`, the version of the form, `# be_id be_name …`, a line for each server. Read by the heading: versions add columns. */
export const showServersState = {
  name: 'show servers state',
  since: '1.6',
  level: 'user',
  encode: () => 'show servers state',
  decode: (reply): ServerState[] => {
    const [form, heading, ...lines] = linesOf('show servers state', reply)
    if (form !== '1' || heading?.startsWith('# ') !== true) throw refused('show servers state', reply)
    const names = heading.slice('# '.length).split(' ')
    return lines.map((line) => {
      const cells = line.split(' ')
      const fields = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '-']))
      const {be_name: backend, srv_name: server} = fields
      if (cells.length < names.length || backend === undefined || server === undefined) throw refused('show servers state', {...reply, text: line})
      return {backend, server, fields, number: (name) => integerIn(fields[name])}
    })
  },
} as const satisfies WireCommand<[], ServerState[]>
