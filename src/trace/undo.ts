import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {backTo, commandOf, type FormerTrace, type TraceStep} from './former.ts'

/** The command lines that end traces and bring back what was before, for a shell. */
export function undoStart(client: RuntimeClient, formers: readonly FormerTrace[]): string {
  const steps = formers.flatMap(backTo)
  const stop = commandLine(client, ['trace', 'stop', ...formers.map(({name}) => name)])
  return steps.length === 0 ? stop : `${stop} && ${execLine(client, steps)}`
}

/** The command lines that begin traces again as they were, for a shell; null where none is needed. */
export function undoStop(client: RuntimeClient, formers: readonly FormerTrace[]): string | null {
  const lines = formers.flatMap((former) => {
    const {name, state, sink, events} = former
    const plain = state === 'running' && sink !== null && events.every(({start, stop}) => !start && !stop)
    if (plain) return [commandLine(client, ['trace', 'start', name, '--sink', sink])]
    const steps = backTo(former)
    return steps.length === 0 ? [] : [execLine(client, steps)]
  })
  return lines.join(' && ') || null
}

const execLine = (client: RuntimeClient, steps: readonly TraceStep[]): string => commandLine(client, ['exec', steps.map(commandOf).join(';')])
