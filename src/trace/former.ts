import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTrace, type TraceSetting} from '../protocol/commands/trace/set-trace.ts'
import type {TraceSource} from '../protocol/commands/trace/show-trace.ts'
import {showTraceSource, type TraceEvent} from '../protocol/commands/trace/show-trace-source.ts'
import type {TraceChoice} from '../protocol/commands/trace/trace-choices.ts'

/** One wire command about a source. */
export type TraceStep = readonly [source: string, setting: TraceSetting]

export const commandOf = ([source, setting]: TraceStep): string => setTrace.encode(source, setting)

/** What a source was before somebody starts or stops its trace. */
export interface FormerTrace extends Pick<TraceSource, 'name' | 'state' | 'sink'> {
  /** Its level and verbosity, as far as they are to be changed. */
  readonly chosen: readonly (readonly [TraceChoice, string])[]
  readonly events: readonly TraceEvent[]
}

/** Needs level operator. */
export async function formerTrace(client: RuntimeClient, {name, state, sink}: TraceSource, chosen: FormerTrace['chosen'] = []): Promise<FormerTrace> {
  return {name, state, sink, chosen, events: await client.run(showTraceSource, name)}
}

/** Ends a trace, and takes its sink away. */
export const endOf = (source: string): TraceStep[] => [
  [source, ['stop', 'now']],
  [source, ['sink', 'none']],
]

/**
 * What brings a source back to what it was, once its trace is ended. `start now`, `stop now` and `pause now` forget the events that were chosen for the same
 * (trace.c trace_parse_statement), and from 3.0 on one that is chosen to start makes a stopped source wait for it.
 */
export function backTo({name, state, sink, chosen, events}: FormerTrace): TraceStep[] {
  const start = eventSteps(name, 'start', events)
  const again: Readonly<Record<typeof state, readonly TraceStep[]>> = {
    running: [[name, ['start', 'now']], ...start],
    waiting: [[name, ['pause', 'now']], ...eventSteps(name, 'pause', events)],
    stopped: start.length === 0 ? [] : [...start, [name, ['stop', 'now']]],
  }
  return [
    ...(sink === null ? [] : [[name, ['sink', sink]] satisfies TraceStep]),
    ...chosen.map(([choice, value]): TraceStep => [name, [choice, value]]),
    ...again[state],
    ...eventSteps(name, 'stop', events),
  ]
}

function eventSteps(source: string, action: 'start' | 'stop' | 'pause', events: readonly TraceEvent[]): TraceStep[] {
  const chosen = events.filter((each) => each[action]).map(({event}) => event)
  return (chosen.length > 0 && chosen.length === events.length ? ['any'] : chosen).map((event): TraceStep => [source, [action, event]])
}
