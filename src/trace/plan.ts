import type {RuntimeClient} from '../client/runtime-client.ts'
import {findRing, listSinks} from '../events/sinks.ts'
import type {TraceSource} from '../protocol/commands/trace/show-trace.ts'
import {type TraceChoice, traceChoices} from '../protocol/commands/trace/trace-choices.ts'
import {HactlError} from '../protocol/error.ts'
import {shortVersion} from '../protocol/version.ts'
import {backTo, endOf, type FormerTrace, formerTrace, type TraceStep} from './former.ts'
import {findTraceSources} from './sources.ts'

/** How a source is traced. */
export interface TraceOptions {
  /** Where the events go: a ring, or `stdout` and `stderr` of HAProxy; `buf0` unless given. */
  readonly sink?: string | undefined
  /** How much is reported: error, user, proto, state, data, developer; what it is unless given. */
  readonly level?: string | undefined
  /** How it is decoded: quiet, clean, minimal, simple, advanced, complete; what it is unless given. */
  readonly verbosity?: string | undefined
}

/** What is to be done for one source, in order, and what takes it back. */
export interface TracePlan {
  readonly source: string
  readonly sink: string
  readonly former: FormerTrace
  /** What is chosen of it while it is traced, as far as it was asked for. */
  readonly chosen: readonly (readonly [TraceChoice, string])[]
  readonly steps: readonly TraceStep[]
  readonly undo: readonly TraceStep[]
}

export const defaultSink = 'buf0'

/**
 * Looks whether the sources can be traced as it is wanted, and nobody traces them yet.
 *
 * @throws HactlError `trace-source-unknown`, `sink-unknown`, `usage` for a level or verbosity that there is not; `trace-busy` (4)
 */
export async function planTrace(client: RuntimeClient, names: readonly string[], {sink = defaultSink, level, verbosity}: TraceOptions): Promise<TracePlan[]> {
  const sources = await findTraceSources(client, names)
  await requireSink(client, sink)
  const plans: TracePlan[] = []
  for (const source of sources) {
    requireIdle(source)
    const {name} = source
    // also asked when nothing is chosen: who may not trace learns it before anything has changed
    const running = await choose(client, name, 'level', level)
    const wanted = [...choiceOf('level', level), ...choiceOf('verbosity', verbosity)]
    const was = [...choiceOf('level', running), ...(verbosity === undefined ? [] : choiceOf('verbosity', await choose(client, name, 'verbosity', verbosity)))]
    const replaced = was.filter(([choice, value]) => wanted.some(([other, now]) => other === choice && now !== value))
    const former = await formerTrace(client, source, replaced)
    plans.push({
      source: name,
      sink,
      former,
      chosen: [...choiceOf('level', level ?? running), ...choiceOf('verbosity', verbosity)],
      steps: [[name, ['sink', sink]], ...wanted.map(([choice, value]): TraceStep => [name, [choice, value]]), [name, ['start', 'now']]],
      undo: [...endOf(name), ...backTo(former)],
    })
  }
  return plans
}

const choiceOf = (choice: TraceChoice, value: string | undefined): [TraceChoice, string][] => (value === undefined ? [] : [[choice, value]])

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
