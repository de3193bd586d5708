import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A socket of the Runtime API. */
export interface CliSocket {
  /** `unix@/run/haproxy/admin.sock`, `ipv4@127.0.0.1:9999`; `sockpair@4` is the master's own way to its worker. */
  readonly address: string
  /** What it may do. */
  readonly level: string
  /** Which processes it leads to: all, but for 2.4 and earlier with nbproc. */
  readonly processes: string
}

/** `show cli sockets`: `# socket lvl processes`, then a line for each. Management guide 9.3; since 1.8. */
export const showCliSockets = {
  name: 'show cli sockets',
  since: '1.8',
  level: 'user',
  encode: () => 'show cli sockets',
  decode: (reply): CliSocket[] => {
    const [heading, ...lines] = linesOf('show cli sockets', reply)
    if (heading !== '# socket lvl processes') throw refused('show cli sockets', reply)
    return lines.map((line) => {
      const [, address, level, processes] = /^(.+) (\w+) (\S+)$/.exec(line) ?? []
      if (address === undefined || level === undefined || processes === undefined) throw refused('show cli sockets', {...reply, text: line})
      return {address, level, processes}
    })
  },
} as const satisfies WireCommand<[], CliSocket[]>
