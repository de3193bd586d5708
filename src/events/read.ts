import type {RuntimeClient} from '../client/runtime-client.ts'
import {showEvents} from '../protocol/commands/events/show-events.ts'
import {HactlError} from '../protocol/error.ts'
import type {Event} from '../protocol/event.ts'
import {EventReader} from '../protocol/event-reader.ts'
import {line} from '../protocol/line.ts'
import {endless, keptLimit} from '../transport/limits.ts'
import {findRing} from './sinks.ts'

/**
 * What a ring holds now, oldest first, in batches as they come. Needs level operator.
 *
 * @throws HactlError `sink-unknown`
 */
export async function* readEvents(client: RuntimeClient, sink: string): AsyncGenerator<Event[], void> {
  const end = client.dialect.eventEnd
  await requireReadable(client, sink)
  const reader = new EventReader(end)
  for await (const bytes of client.stream(line(showEvents.encode(sink, {end})), client.dumpTimeout(undefined))) {
    yield reader.push(bytes)
    if (reader.pending.length > keptLimit) throw endless(client.address)
  }
  if (!reader.whole) throw new HactlError('reply-truncated', {exit: 3, message: `the answer to \`show events ${sink}\` was cut`, hint: 'run the command again'})
}

/** That there is such a ring, and that this socket may read it, is told by an answer that holds no events: in a stream of them a refusal is one of them. */
export async function requireReadable(client: RuntimeClient, sink: string): Promise<void> {
  await findRing(client, sink)
  await client.run(showEvents, sink, {end: client.dialect.eventEnd, fresh: true})
}
