import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTrace, stopTraces} from '../protocol/commands/trace/set-trace.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {defaultSink, endOf, planTrace, type TraceOptions, type TraceStep} from './plan.ts'
import {findTraceSources, listTraceSources} from './sources.ts'

/** What was sent, or would be. */
export interface TraceReport {
  readonly sources: readonly string[]
  readonly sink: string | null
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  readonly changed: boolean
}

const commandOf = ([source, setting]: TraceStep): string => setTrace.encode(source, setting)

/**
 * Starts traces, which go on until they are stopped; after a reload the old process goes on with its own for as long as it lives. Needs level operator.
 *
 * @throws HactlError `trace-left` (5) when not all could be started and what was could not be taken back
 */
export async function startTrace(
  client: RuntimeClient,
  names: readonly string[],
  {dryRun = false, ...options}: TraceOptions & {readonly dryRun?: boolean},
): Promise<TraceReport> {
  const plans = await planTrace(client, names, options)
  const begun: TraceStep[] = []
  try {
    for (const {steps, undo} of dryRun ? [] : plans) {
      begun.push(...undo)
      await take(client, steps)
    }
  } catch (error) {
    await take(client, begun).catch((failure: unknown) => {
      throw traceLeft(client, names, `${asError(error).message}; to take back what was started failed, too: ${asError(failure).message}`, error)
    })
    throw error
  }
  return {sources: names, sink: options.sink ?? defaultSink, commands: plans.flatMap(({steps}) => steps.map(commandOf)), changed: !dryRun}
}

async function take(client: RuntimeClient, steps: readonly TraceStep[]): Promise<void> {
  for (const [source, setting] of steps) await client.run(setTrace, source, setting)
}

export const traceLeft = (client: RuntimeClient, names: readonly string[], why: string, cause: unknown): HactlError =>
  new HactlError('trace-left', {
    exit: 5,
    message: `the trace of ${names.join(', ')} may go on: ${why}`,
    hint: `hactl trace stop ${names.join(' ')} -s ${client.address.text} removes it`,
    cause,
  })

/** Stops traces, all of them where none is named, and takes their sinks away. Needs level operator. */
export async function stopTrace(client: RuntimeClient, names: readonly string[], dryRun = false): Promise<TraceReport> {
  const all = names.length === 0
  const sources = all ? (await listTraceSources(client)).filter(({state, sink}) => state !== 'stopped' || sink !== null) : await findTraceSources(client, names)
  const steps = sources.flatMap(({name}) => endOf(name))
  if (!dryRun) {
    if (all) await client.run(stopTraces)
    await take(client, steps)
  }
  return {
    sources: sources.map(({name}) => name),
    sink: null,
    commands: [...(all ? [stopTraces.encode()] : []), ...steps.map(commandOf)],
    changed: !dryRun,
  }
}
