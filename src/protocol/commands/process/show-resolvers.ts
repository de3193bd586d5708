import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A name server of a resolvers section and its counters, by HAProxy's names. */
export interface NameServer {
  readonly resolvers: string
  readonly nameserver: string
  readonly counters: Readonly<Record<string, number>>
}

/** `show resolvers`: `Resolvers section dns`, ` nameserver one:`, `  sent:        0`. A section without name servers has no line of its own here. Management guide 9.3. */
export const showResolvers = {
  name: 'show resolvers',
  since: '1.6',
  level: 'user',
  encode: () => 'show resolvers',
  decode: (reply): NameServer[] => {
    const servers: {resolvers: string; nameserver: string; counters: Record<string, number>}[] = []
    let resolvers: string | undefined
    for (const line of linesOf('show resolvers', reply)) {
      const section = /^Resolvers section (.*)$/.exec(line)?.[1]
      const nameserver = /^ nameserver (.*):$/.exec(line)?.[1]
      const [, counter, value] = /^ {2}(\w+): +(-?\d+)$/.exec(line) ?? []
      const last = servers.at(-1)
      if (section !== undefined) resolvers = section
      else if (line === 'No resolvers found') break
      else if (nameserver !== undefined && resolvers !== undefined) servers.push({resolvers, nameserver, counters: {}})
      else if (counter !== undefined && last) last.counters[counter] = Number(value)
      else throw refused('show resolvers', {...reply, text: line})
    }
    return servers
  },
} as const satisfies WireCommand<[], NameServer[]>
