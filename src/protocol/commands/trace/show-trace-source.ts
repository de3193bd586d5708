import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** An event that a trace source knows. */
export interface TraceEvent {
  readonly event: string
  /** It is written to the sink. */
  readonly report: boolean
  /** It starts, stops or pauses the trace. */
  readonly start: boolean
  readonly stop: boolean
  readonly pause: boolean
}

const marks = /^\s+(\w+)\s+:((?:\s+[-+])+)\s*$/
const names = ['report', 'start', 'stop', 'pause'] as const

/** `show trace SOURCE`: its sink, and a line `    h1c_new      :        +        -        -       -` for each event, under a heading. Since 2.1. */
export const showTraceSource = {
  name: 'show trace SOURCE',
  since: '2.1',
  level: 'operator',
  encode: (source) => `show trace ${word(source)}`,
  decode: (reply): TraceEvent[] => {
    const [title, ...lines] = linesOf('show trace', reply)
    const at = lines.findIndex((line) => line.startsWith('  - event name'))
    const heading =
      /:(.*)$/
        .exec(lines[at] ?? '')?.[1]
        ?.trim()
        .split(/\s+/) ?? []
    if (title?.startsWith('Trace status for ') !== true || !names.every((name) => heading.includes(name))) throw refused('show trace', reply)
    return lines.slice(at + 1).map((line) => {
      const [, event, found = ''] = marks.exec(line) ?? []
      if (event === undefined) throw refused('show trace', {...reply, text: line})
      const set = found.trim().split(/\s+/)
      const isSet = (name: (typeof names)[number]): boolean => set[heading.indexOf(name)] === '+'
      return {event, report: isSet('report'), start: isSet('start'), stop: isSet('stop'), pause: isSet('pause')}
    })
  },
} as const satisfies WireCommand<[string], TraceEvent[]>
