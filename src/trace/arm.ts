import {type Changed, type ChangeReport, changedOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTrace, stopTraces} from '../protocol/commands/trace/set-trace.ts'
import type {TraceSource} from '../protocol/commands/trace/show-trace.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {endOf, planTrace, type TraceOptions, type TracePlan, type TraceStep} from './plan.ts'
import {findTraceSources, listTraceSources} from './sources.ts'

/** Whether a source is traced, and where its events go. */
export type Traced = Pick<TraceSource, 'state' | 'sink'>

/** Traces that were started or stopped or, for a dry run, would be. */
export type TraceReport = ChangeReport<Changed<Traced>>

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
  const before = await listTraceSources(client)
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
  const undo = commandLine(client, ['trace', 'stop', ...plans.map(({source}) => source)])
  return reportOf(client, before, plans, {dryRun, undo: () => undo})
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
  const plans = sources.map(({name}) => ({source: name, steps: endOf(name)}))
  if (!dryRun) {
    if (all) await client.run(stopTraces)
    for (const {steps} of plans) await take(client, steps)
  }
  const report = await reportOf(client, sources, plans, {dryRun, undo: (stopped) => startLines(client, stopped)})
  return all ? {...report, commands: [stopTraces.encode(), ...report.commands]} : report
}

interface Undoing {
  readonly dryRun: boolean
  /** @param changed as they were before */
  readonly undo: (changed: readonly TraceSource[]) => string | null
}

async function reportOf(
  client: RuntimeClient,
  before: readonly TraceSource[],
  plans: readonly Pick<TracePlan, 'source' | 'steps'>[],
  {dryRun, undo}: Undoing,
): Promise<TraceReport> {
  const after = dryRun ? before : await listTraceSources(client)
  const tracedIn = (sources: readonly TraceSource[], source: string): Traced => {
    const {state, sink} = sources.find(({name}) => name === source) ?? {state: 'stopped', sink: null}
    return {state, sink}
  }
  const changes = plans.map(({source, steps}) =>
    changedOne(source, {was: tracedIn(before, source), now: tracedIn(after, source), commands: steps.map(commandOf)}),
  )
  const changed = before.filter(({name}) => changes.some((one) => one.name === name && one.changed))
  return {dryRun, changed: changed.length > 0, commands: changes.flatMap(({commands}) => commands), undo: changed.length > 0 ? undo(changed) : null, changes}
}

/** One that waited for an event does so by events that nobody tells. */
function startLines(client: RuntimeClient, stopped: readonly TraceSource[]): string | null {
  const lines = stopped.flatMap(({name, state, sink}) =>
    state === 'running' && sink !== null ? [commandLine(client, ['trace', 'start', name, '--sink', sink])] : [],
  )
  return lines.join(' && ') || null
}
