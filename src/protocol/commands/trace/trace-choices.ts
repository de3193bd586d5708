import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** What can be chosen of a trace source, and what is. */
export interface TraceChoices {
  readonly current: string | null
  readonly names: readonly string[]
}

export type TraceChoice = 'level' | 'verbosity'

const row = /^ {2}([* ]) (\S+)\s*: /

/** `trace SOURCE level`, `trace SOURCE verbosity`: a menu of `  * user       : information useful to the end user`, the current one with a star. Since 2.1. */
export const traceChoices = {
  name: 'trace',
  since: '2.1',
  level: 'operator',
  encode: (source, choice) => `trace ${word(source)} ${choice}`,
  decode: (reply): TraceChoices => {
    const [heading, ...lines] = linesOf('trace', reply)
    if (heading?.startsWith('Supported trace ') !== true) throw refused('trace', reply)
    const rows = lines.map((line) => {
      const [, mark, name] = row.exec(line) ?? []
      if (name === undefined) throw refused('trace', {...reply, text: line})
      return {name, current: mark === '*'}
    })
    return {current: rows.find(({current}) => current)?.name ?? null, names: rows.map(({name}) => name)}
  },
} as const satisfies WireCommand<[string, TraceChoice], TraceChoices>
