import type {RuntimeClient} from '../client/runtime-client.ts'
import {followEvents} from '../events/follow.ts'
import {findRing} from '../events/sinks.ts'
import {asError, HactlError} from '../protocol/error.ts'
import type {Event} from '../protocol/event.ts'
import {defaultSink, planTrace, type TraceOptions, type TracePlan, take} from './arm.ts'

/**
 * Traces sources and yields their events as they come, until the client's signal or the end of the loop; however it ends, the trace is removed, and level and
 * verbosity are what they were. After a reload the new process is traced. Needs level operator.
 *
 * @throws HactlError `trace-busy` (4) when somebody traces one of them; `trace-left` (5) when the trace could not be removed
 */
export async function* followTrace(client: RuntimeClient, names: readonly string[], options: TraceOptions = {}): AsyncGenerator<Event[], void> {
  const sink = options.sink ?? defaultSink
  await findRing(client, sink)
  const own: {traced?: RuntimeClient; plan: TracePlan} = {plan: await planTrace(client, names, options)}
  const begun = async (process: RuntimeClient): Promise<void> => {
    // the process that was traced is gone, and its trace with it
    const again = own.traced !== undefined
    delete own.traced
    if (again) own.plan = await planTrace(process, names, options)
    own.traced = process
    await take(process, own.plan.steps)
  }
  try {
    for await (const events of followEvents(client, sink, {fresh: true, begun})) {
      // others may write into the same ring
      const wanted = events.filter(({source}) => source === null || names.includes(source))
      if (wanted.length > 0) yield wanted
    }
  } finally {
    if (own.traced) await remove(own.traced, names, own.plan)
  }
}

async function remove(client: RuntimeClient, names: readonly string[], {undo}: TracePlan): Promise<void> {
  try {
    await take(client, undo)
  } catch (error) {
    throw new HactlError('trace-left', {
      exit: 5,
      message: `the trace of ${names.join(', ')} may go on: ${asError(error).message}`,
      hint: `hactl trace stop ${names.join(' ')} -s ${client.address.text} removes it`,
      cause: error,
    })
  }
}
