import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** Of a trace source: `waiting` begins with an event that was chosen, or goes on after a pause. */
export type TraceState = 'stopped' | 'waiting' | 'running'

/** A part of HAProxy that can be traced. */
export interface TraceSource {
  readonly name: string
  /** `waiting`: it begins with an event that was chosen. */
  readonly state: TraceState
  /** Where its events go; null: nowhere. */
  readonly sink: string | null
  /** Events that were lost. */
  readonly dropped: number
  readonly description: string
}

const states: Readonly<Record<string, TraceState>> = {'.': 'stopped', w: 'waiting', R: 'running'}
const row = /^ \[([.wR])\] (\S+)\s*-> (\S+) \[drp (\d+) *\] *\[(.*)\]$/

/** `show trace`: a heading, then ` [.] h1         -> none [drp 0]  [HTTP/1 multiplexer]`. Management guide 9.3; since 2.1. */
export const showTrace = {
  name: 'show trace',
  since: '2.1',
  level: 'user',
  encode: () => 'show trace',
  decode: (reply): TraceSource[] => {
    const [heading, ...lines] = linesOf('show trace', reply)
    if (heading?.startsWith('Supported trace sources') !== true) throw refused('show trace', reply)
    return lines.map((line) => {
      const [, letter = '', name, sink, dropped, description = ''] = row.exec(line) ?? []
      const state = states[letter]
      if (state === undefined || name === undefined || sink === undefined) throw refused('show trace', {...reply, text: line})
      return {name, state, sink: sink === 'none' ? null : sink, dropped: Number(dropped), description}
    })
  },
} as const satisfies WireCommand<[], TraceSource[]>
