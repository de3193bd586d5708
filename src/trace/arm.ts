import type {RuntimeClient} from '../client/runtime-client.ts'
import {findRing, listSinks} from '../events/sinks.ts'
import {setTrace, stopTraces, type TraceSetting} from '../protocol/commands/trace/set-trace.ts'
import type {TraceSource} from '../protocol/commands/trace/show-trace.ts'
import {type TraceChoice, traceChoices} from '../protocol/commands/trace/trace-choices.ts'
import {HactlError} from '../protocol/error.ts'
import {shortVersion} from '../protocol/version.ts'
import {findTraceSources, listTraceSources} from './sources.ts'

/** How a source is traced. */
export interface TraceOptions {
  /** Where the events go: a ring, or `stdout` and `stderr` of HAProxy; `buf0` unless given. */
  readonly sink?: string | undefined
  /** How much is reported: error, user, proto, state, data, developer; what it is unless given. */
  readonly level?: string | undefined
  /** How it is decoded: quiet, clean, minimal, simple, advanced, complete; what it is unless given. */
  readonly verbosity?: string | undefined
}

/** What is to be done, in order, and what takes it back. */
export interface TracePlan {
  readonly steps: readonly TraceStep[]
  readonly undo: readonly TraceStep[]
}

type TraceStep = readonly [source: string, setting: TraceSetting]

/** What was sent, or would be. */
export interface TraceReport {
  readonly sources: readonly string[]
  readonly sink: string | null
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  readonly changed: boolean
}

export const defaultSink = 'buf0'

export const commandOf = ([source, setting]: TraceStep): string => setTrace.encode(source, setting)

/**
 * Looks whether the sources can be traced as it is wanted, and nobody traces them yet.
 *
 * @throws HactlError `trace-source-unknown`, `sink-unknown`, `usage` for a level or verbosity that there is not; `trace-busy` (4)
 */
export async function planTrace(client: RuntimeClient, names: readonly string[], {sink = defaultSink, level, verbosity}: TraceOptions): Promise<TracePlan> {
  const sources = await findTraceSources(client, names)
  await requireSink(client, sink)
  const plans = []
  for (const source of sources) {
    requireIdle(source)
    const {name} = source
    // also asked when nothing is chosen: who may not trace learns it before anything has changed
    const formerLevel = await choose(client, name, 'level', level)
    const formerVerbosity = verbosity === undefined ? undefined : await choose(client, name, 'verbosity', verbosity)
    const chosen = [...settingOf(name, 'level', level), ...settingOf(name, 'verbosity', verbosity)]
    const former = [...settingOf(name, 'level', level && formerLevel), ...settingOf(name, 'verbosity', formerVerbosity)]
    plans.push({
      steps: [step(name, ['sink', sink]), ...chosen, step(name, ['start', 'now'])],
      undo: [...endOf(name), ...former],
    })
  }
  return {steps: plans.flatMap(({steps}) => steps), undo: plans.flatMap(({undo}) => undo)}
}

const step = (source: string, setting: TraceSetting): TraceStep => [source, setting]
const settingOf = (source: string, choice: TraceChoice, value: string | undefined): TraceStep[] => (value ? [step(source, [choice, value])] : [])
const endOf = (source: string): TraceStep[] => [step(source, ['stop', 'now']), step(source, ['sink', 'none'])]

/** Sends the steps one by one. */
export async function take(client: RuntimeClient, steps: readonly TraceStep[]): Promise<void> {
  for (const [source, setting] of steps) await client.run(setTrace, source, setting)
}

/** Starts traces, which go on until they are stopped or HAProxy is reloaded. Needs level operator. */
export async function startTrace(
  client: RuntimeClient,
  names: readonly string[],
  {dryRun = false, ...options}: TraceOptions & {readonly dryRun?: boolean},
): Promise<TraceReport> {
  const {steps, undo} = await planTrace(client, names, options)
  if (!dryRun) {
    await take(client, steps).catch(async (error: unknown) => {
      await take(client, undo).catch(() => {})
      throw error
    })
  }
  return {sources: names, sink: options.sink ?? defaultSink, commands: steps.map(commandOf), changed: !dryRun}
}

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

async function requireSink(client: RuntimeClient, sink: string): Promise<void> {
  const isOther = (await listSinks(client)).some(({name, type}) => name === sink && type !== 'buffer')
  if (!isOther) await findRing(client, sink)
}

function requireIdle({name, state, sink}: TraceSource): void {
  if (state === 'stopped') return
  throw new HactlError('trace-busy', {
    exit: 4,
    message: `${name} is being traced already${sink === null ? '' : `, into ${sink}`}`,
    hint: `hactl events ${sink ?? defaultSink} --follow shows it; hactl trace stop ${name} ends it`,
  })
}

/** @returns what is chosen now */
async function choose(client: RuntimeClient, source: string, choice: TraceChoice, wanted: string | undefined): Promise<string | undefined> {
  if (choice === 'verbosity' && client.dialect.deadlyVerbosities.includes(source)) throw deadly(client, source)
  const {current, names} = await client.run(traceChoices, source, choice)
  if (wanted === undefined || names.includes(wanted)) return current ?? undefined
  throw new HactlError('usage', {exit: 2, message: `${source} has no trace ${choice} ${JSON.stringify(wanted)}`, hint: `it has: ${names.join(', ')}`})
}

const deadly = ({dialect}: RuntimeClient, source: string): HactlError =>
  new HactlError('unsupported', {
    exit: 1,
    message: `HAProxy ${shortVersion(dialect.version)} has no verbosities for ${source}, and would crash if it was asked for them`,
    hint: 'leave --verbosity out',
  })
