import {setTimeout as delay} from 'node:timers/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {showEvents} from '../protocol/commands/events/show-events.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {HactlError} from '../protocol/error.ts'
import type {Event} from '../protocol/event.ts'
import {EventReader} from '../protocol/event-reader.ts'
import {line} from '../protocol/line.ts'
import {endless, keptLimit, longestTimer} from '../transport/limits.ts'
import {requireReadable} from './read.ts'

/** How a ring is followed. */
export interface FollowOptions {
  /** Only what comes from now on, not what the ring holds. */
  readonly fresh?: boolean
  /** HAProxy has begun to send, first here and after each reload in the new process. Waited for. */
  readonly begun?: (client: RuntimeClient) => Promise<void> | void
}

/** ms between two looks whether another process answers. */
const patrol = 2000

/** s; HAProxy takes no more than 24 days, after which it closes a connection that it has not heard of (up to 2.6 it does so with one that it writes to, too). */
const longestCliTimeout = 2_000_000

/**
 * The events of a ring as they come, without end: after a reload those of the new process, from its start on. HAProxy itself would leave the connection at the
 * old one, which lives on for it and says nothing more. The client's signal ends it, with its reason. Needs level operator.
 *
 * @throws HactlError `sink-unknown`; `connection-lost` when HAProxy has gone
 */
export async function* followEvents(client: RuntimeClient, sink: string, {fresh = false, begun}: FollowOptions = {}): AsyncGenerator<Event[], void> {
  await requireReadable(client, sink)
  let [process, onlyNew] = [client, fresh]
  for (;;) {
    const moved = new AbortController()
    const next = successor(process, moved)
    try {
      yield* eventsOf(process, sink, {onlyNew, begun, moved: moved.signal})
    } catch (error) {
      if (!moved.signal.aborted) throw error
    } finally {
      moved.abort()
    }
    process = (await next) ?? (await afterTheEnd(process))
    onlyNew = false
  }
}

interface StreamOptions {
  readonly onlyNew: boolean
  readonly begun: FollowOptions['begun']
  /** Another process has taken over. */
  readonly moved: AbortSignal
}

/** The events of one process, until its end of the connection. */
async function* eventsOf(client: RuntimeClient, sink: string, {onlyNew, begun, moved}: StreamOptions): AsyncGenerator<Event[], void> {
  const end = client.dialect.eventEnd
  const reader = new EventReader(end)
  const signal = client.signal ? AbortSignal.any([client.signal, moved]) : moved
  const request = line(setTimeoutCli.encode(longestCliTimeout), showEvents.encode(sink, {end, follow: true, fresh: onlyNew}))
  let started = false
  for await (const bytes of client.with({signal}).stream(request, undefined, longestTimer)) {
    // the empty answer to `set timeout` comes just ahead of the first event
    if (!started) await begun?.(client)
    const events = reader.push(started ? bytes : bytes.subarray(1))
    started = true
    if (events.length > 0) yield events
    if (reader.pending.length > keptLimit) throw endless(client.address)
  }
}

/** Looks again and again who answers at the address. @returns the client of another process, as soon as there is one; undefined when nobody waits for it any more */
async function successor(client: RuntimeClient, moved: AbortController): Promise<RuntimeClient | undefined> {
  for (;;) {
    const goesOn = await delay(patrol, true, {signal: moved.signal}).catch(() => false)
    if (!goesOn) return undefined
    // who does not answer now may do so later: what is followed tells its own end
    const found = await client.again().catch(() => undefined)
    if (!found || found.info.id === client.info.id) continue
    moved.abort()
    return found
  }
}

/** The connection has ended: HAProxy was restarted, or it is gone. */
async function afterTheEnd(client: RuntimeClient): Promise<RuntimeClient> {
  client.signal?.throwIfAborted()
  const found = await client.again().catch((error: unknown) => {
    // one that dies in this moment still takes the connection, and says nothing
    throw error instanceof HactlError && error.code === 'not-haproxy' ? lost(client, 'answers no more', error) : error
  })
  if (found.info.id !== client.info.id) return found
  throw lost(client, 'runs on')
}

const lost = ({address}: RuntimeClient, state: string, cause?: HactlError): HactlError =>
  new HactlError('connection-lost', {
    exit: 3,
    message: `HAProxy ended the stream of events, and ${state}`,
    hint: 'run the command again',
    target: address.text,
    cause,
  })
