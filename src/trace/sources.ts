import {nearestNames} from '../client/nearest.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {showTrace, type TraceSource} from '../protocol/commands/trace/show-trace.ts'
import {showTraceSource, type TraceEvent} from '../protocol/commands/trace/show-trace-source.ts'
import {HactlError} from '../protocol/error.ts'

/** `show trace`: what of HAProxy can be traced, and what is. For level user. */
export function listTraceSources(client: RuntimeClient): Promise<TraceSource[]> {
  return client.run(showTrace)
}

/** `show trace SOURCE`: the events that a source knows. Needs level operator. @throws HactlError `trace-source-unknown` */
export async function traceEvents(client: RuntimeClient, name: string): Promise<TraceEvent[]> {
  await findTraceSources(client, [name])
  return client.run(showTraceSource, name)
}

/** Sources by their names, in their order. @throws HactlError `trace-source-unknown`, with the nearest names */
export async function findTraceSources(client: RuntimeClient, names: readonly string[]): Promise<TraceSource[]> {
  const all = await listTraceSources(client)
  const known = all.map(({name}) => name)
  const lacking = names.find((name) => !known.includes(name))
  if (lacking === undefined) return all.filter(({name}) => names.includes(name))
  const near = await nearestNames(lacking, known)
  throw new HactlError('trace-source-unknown', {
    exit: 2,
    message: `this HAProxy has no trace source ${JSON.stringify(lacking)}`,
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has: ${known.join(', ')}`,
  })
}
