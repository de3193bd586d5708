import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** Where HAProxy writes events to. */
export interface Sink {
  readonly name: string
  /** `buffer`: a ring in memory, which can be read; `fd`: standard output or error. */
  readonly type: string
  /** Events that were lost since the start, because the ring was full of what nobody had read. */
  readonly dropped: number
  readonly description: string
}

const row = /^ {4}(\S+)\s*: type=(\w+), (\d+) dropped, (.*)$/

/** `show events`: a line of help, then `    buf0       : type=buffer, 0 dropped, in-memory ring buffer`. Management guide 9.3; since 2.0. */
export const showSinks = {
  name: 'show events',
  since: '2.0',
  level: 'user',
  encode: () => 'show events',
  decode: (reply): Sink[] => {
    const [heading, ...lines] = linesOf('show events', reply)
    if (heading?.startsWith('Supported events sinks') !== true) throw refused('show events', reply)
    return lines.map((line) => {
      const found = row.exec(line)
      if (!found) throw refused('show events', {...reply, text: line})
      const [, name = '', type = '', dropped, description = ''] = found
      return {name, type, dropped: Number(dropped), description}
    })
  },
} as const satisfies WireCommand<[], Sink[]>
