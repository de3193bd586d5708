import {isDeepStrictEqual} from 'node:util'
import {type Changed, type ChangeReport, changedOne} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned, unconfirmed} from '../client/unconfirmed.ts'
import {setTrace, stopTraces} from '../protocol/commands/trace/set-trace.ts'
import type {TraceSource} from '../protocol/commands/trace/show-trace.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {commandOf, endOf, type FormerTrace, formerTrace, type TraceStep} from './former.ts'
import {planTrace, type TraceOptions, type TracePlan} from './plan.ts'
import {findTraceSources, listTraceSources} from './sources.ts'
import {undoStart, undoStop} from './undo.ts'

/** Whether a source is traced, and where its events go. */
export type Traced = Pick<TraceSource, 'state' | 'sink'>

/** Traces that were started or stopped or, for a dry run, would be. */
export type TraceReport = ChangeReport<Changed<Traced>>

/**
 * Starts traces, which go on until they are stopped; after a reload the old process goes on with its own for as long as it lives. Needs level operator.
 *
 * @throws HactlError what `planTrace` does, before anything is sent; `trace-left` (5) when not all could be started and what was could not be taken back;
 * `change-unconfirmed` (5)
 */
export async function startTrace(
  client: RuntimeClient,
  names: readonly string[],
  {dryRun = false, ...options}: TraceOptions & {readonly dryRun?: boolean},
): Promise<TraceReport> {
  const before = await listTraceSources(pinned(client))
  const plans = await planTrace(client, names, options)
  if (!dryRun) await startAll(client, plans)
  return reportOf(client, before, plans, {
    dryRun,
    undo: (changed) =>
      undoStart(
        client,
        plans.flatMap(({source, former}) => (changed.includes(source) ? [former] : [])),
      ),
    wanted: ({sink}) => ({state: 'running', sink}),
  })
}

async function startAll(client: RuntimeClient, plans: readonly TracePlan[]): Promise<void> {
  const begun: TracePlan[] = []
  const done: string[] = []
  try {
    for (const plan of plans) {
      begun.push(plan)
      await take(client, plan.steps, done)
    }
  } catch (error) {
    // what was refused, or never reached HAProxy, has left nothing to take back
    if (done.length === 0 && !(error instanceof HactlError && error.exit === 5)) throw error
    await take(
      client,
      begun.flatMap(({undo}) => undo),
    ).catch((failure: unknown) => {
      throw traceLeft(client, begun, `${asError(error).message}; to take back what was started failed, too: ${asError(failure).message}`, error)
    })
    throw error
  }
}

/** @param done gets the commands that were acknowledged */
async function take(client: RuntimeClient, steps: readonly TraceStep[], done: string[] = []): Promise<void> {
  for (const step of steps) {
    await client.run(setTrace, ...step)
    done.push(commandOf(step))
  }
}

export const traceLeft = (client: RuntimeClient, plans: readonly TracePlan[], why: string, cause: unknown): HactlError => {
  const undo = undoStart(
    client,
    plans.map(({former}) => former),
  )
  return new HactlError('trace-left', {
    exit: 5,
    message: `the trace of ${plans.map(({source}) => source).join(', ')} may go on: ${why}`,
    hint: `this removes it: ${undo}`,
    cause,
  })
}

/**
 * Stops traces, all of them where none is named, and takes their sinks away. Needs level operator.
 *
 * @throws HactlError `trace-source-unknown`; `trace-incomplete` (5) when it broke off behind the first command; `change-unconfirmed` (5)
 */
export async function stopTrace(client: RuntimeClient, names: readonly string[], dryRun = false): Promise<TraceReport> {
  const all = names.length === 0
  const same = pinned(client)
  const sources = all ? (await listTraceSources(same)).filter(({state, sink}) => state !== 'stopped' || sink !== null) : await findTraceSources(same, names)
  const formers: FormerTrace[] = []
  for (const source of sources) formers.push(await formerTrace(client, source))
  const plans = sources.map(({name}) => ({source: name, sink: null, steps: endOf(name)}))
  if (!dryRun) await stopAll(client, plans, {all, undo: undoStop(client, formers)})
  const undo = (changed: readonly string[]): string | null =>
    undoStop(
      client,
      formers.filter(({name}) => changed.includes(name)),
    )
  const report = await reportOf(client, sources, plans, {dryRun, undo, wanted: () => ({state: 'stopped', sink: null})})
  return all ? {...report, commands: [stopTraces.encode(), ...report.commands]} : report
}

async function stopAll(client: RuntimeClient, plans: readonly Planned[], {all, undo}: {readonly all: boolean; readonly undo: string | null}): Promise<void> {
  const done: string[] = []
  try {
    if (all) {
      await client.run(stopTraces)
      done.push(stopTraces.encode())
    }
    for (const {steps} of plans) await take(client, steps, done)
  } catch (error) {
    throw done.length === 0 ? error : incomplete(done, undo, error)
  }
}

const incomplete = (done: readonly string[], undo: string | null, cause: unknown): HactlError =>
  new HactlError('trace-incomplete', {
    exit: 5,
    message: `only a part was done (${done.join('; ')}), then: ${asError(cause).message}`,
    hint: `the same command again does the rest${undo === null ? '' : `; this undoes what was done: ${undo}`}`,
    cause,
  })

type Planned = Pick<TracePlan, 'source' | 'steps'> & {readonly sink: string | null}

interface Outcome {
  readonly dryRun: boolean
  readonly undo: (changed: readonly string[]) => string | null
  /** What is to be read back. */
  readonly wanted: (plan: Planned) => Traced
}

async function reportOf(
  client: RuntimeClient,
  before: readonly TraceSource[],
  plans: readonly Planned[],
  {dryRun, undo, wanted}: Outcome,
): Promise<TraceReport> {
  const look = 'hactl trace list'
  const commands = plans.flatMap(({steps}) => steps.map(commandOf))
  const undoAll = undo(plans.map(({source}) => source))
  const after = dryRun || plans.length === 0 ? before : await looked(client, commands.join(';'), {look, undo: undoAll}, listTraceSources)
  const changes = plans.map(({source, steps}) =>
    changedOne(source, {was: tracedIn(before, source), now: tracedIn(after, source), commands: steps.map(commandOf)}),
  )
  const wrong = dryRun ? undefined : plans.find((plan) => !isDeepStrictEqual(tracedIn(after, plan.source), wanted(plan)))
  if (wrong) {
    const {state, sink} = tracedIn(after, wrong.source)
    const found = `${wrong.source} is ${state} then, ${sink === null ? 'without a sink' : `into ${sink}`}`
    throw unconfirmed(wrong.steps.map(commandOf).join(';'), found, {look, undo: undoAll})
  }
  const changed = changes.filter((one) => one.changed).map(({name}) => name)
  return {dryRun, changed: changed.length > 0, commands, undo: changed.length > 0 ? undo(changed) : null, changes}
}

function tracedIn(sources: readonly TraceSource[], source: string): Traced {
  const {state, sink} = sources.find(({name}) => name === source) ?? {state: 'stopped', sink: null}
  return {state, sink}
}
