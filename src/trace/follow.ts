import {setTimeout as delay} from 'node:timers/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {followEvents} from '../events/follow.ts'
import {findRing} from '../events/sinks.ts'
import type {Listener} from '../maps/progress.ts'
import {asError, HactlError} from '../protocol/error.ts'
import type {Event} from '../protocol/event.ts'
import {HeldTrace} from './held.ts'
import {defaultSink, planTrace, type TraceOptions, type TracePlan} from './plan.ts'

/** How a trace is followed, and who is told of a reload. */
export interface FollowTraceOptions extends TraceOptions, Pick<Listener, 'caution'> {
  /** HAProxy was reloaded: this process is traced from now on; `caution` tells where the old one may be, too. */
  readonly moved?: (client: RuntimeClient) => void
}

/** ms between two looks whether the trace is still ours. */
const patrol = 2000

/**
 * Traces sources and yields their events as they come, until the client's signal or the end of the loop; however it ends, the trace is removed, and sink,
 * level, verbosity and chosen events are what they were. After a reload the new process is traced, and no longer the old one. A connection stays open beside that of the events.
 * Needs level operator.
 *
 * @throws HactlError `trace-busy` (4) when somebody traces one of them; `trace-taken` (4) when somebody stops the trace or begins another, which is left
 * alone; `trace-left` (5) when the trace could not be removed
 */
export async function* followTrace(client: RuntimeClient, names: readonly string[], options: FollowTraceOptions = {}): AsyncGenerator<Event[], void> {
  const sink = options.sink ?? defaultSink
  await findRing(client, sink)
  const own: {held: HeldTrace | undefined; plans: readonly TracePlan[] | undefined} = {held: undefined, plans: await planTrace(client, names, options)}
  const begun = async (process: RuntimeClient): Promise<void> => {
    const moved = own.plans === undefined
    await leave(own, names, options)
    own.held = await HeldTrace.hold(process, own.plans ?? (await planTrace(process, names, options)))
    own.plans = undefined
    await own.held?.start()
    if (moved) options.moved?.(process)
  }
  const over = new AbortController()
  const watching = watch(own, over)
  const signal = client.signal ? AbortSignal.any([client.signal, over.signal]) : over.signal
  try {
    for await (const events of followEvents(client.with({signal}), sink, {fresh: true, begun})) {
      // others may write into the same ring
      const wanted = events.filter(({source}) => source === null || names.includes(source))
      if (wanted.length > 0) yield wanted
    }
  } finally {
    over.abort()
    await watching
    await own.held?.remove()
  }
}

interface Own {
  held: HeldTrace | undefined
}

/** The old process answers in its session only. */
async function leave(own: Own, names: readonly string[], {caution}: FollowTraceOptions): Promise<void> {
  const {held} = own
  own.held = undefined
  await held?.remove().catch((error: unknown) => {
    const line = names.map((name) => `@!${held.pid} trace ${name} stop now`).join('; ')
    caution?.(`process ${held.pid}, from before the reload: ${asError(error).message}; on the master's socket this ends its trace: ${line}`)
  })
}

/** Nothing comes any more when somebody else stops the trace, and nobody would know why. */
async function watch(own: Own, over: AbortController): Promise<void> {
  while (await delay(patrol, true, {signal: over.signal}).catch(() => false)) {
    // a session that broke: the stream of events tells its end
    const error = await own.held?.requireOurs().then(
      () => undefined,
      (failure: unknown) => failure,
    )
    if (error instanceof HactlError && error.code === 'trace-taken') over.abort(error)
  }
}
