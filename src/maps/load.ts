import type {RuntimeClient} from '../client/runtime-client.ts'
import {Window, type WindowRules} from '../client/window.ts'
import type {Chunk} from '../protocol/chunk.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import {randomTerminator} from '../protocol/payload.ts'
import type {Channel} from '../transport/channel.ts'
import {chunkRequest, chunksOf} from './chunks.ts'
import {lastingSession} from './patient-session.ts'
import type {Listener} from './progress.ts'
import {requireLoaded} from './refused-chunk.ts'
import type {EntrySource} from './source.ts'
import type {Ticket} from './ticket.ts'
import {UnderWay} from './under-way.ts'

/** Beyond the long wait, others wait with it: a look between two payloads, and whoever wants to stop. */
const windowRules: WindowRules = {first: 8, shortWait: 150, longWait: 300, more: (size) => size + 1, fewer: (size) => size * 0.75}

export interface LoadOptions extends Listener {
  readonly session: Channel['kind']
  /** Bytes of payload a chunk may have; never more than HAProxy's buffer has room for. */
  readonly chunkSize?: number | undefined
  /** Entries that are to come, for the progress. */
  readonly total?: number
  /** Asked before each chunk: throws when there is a reason to stop. Told how many entries have gone through the channel so far. */
  readonly goOn?: (channel: Channel, sent: number) => Promise<void> | undefined
  /** Kept up to date, for who has to clear up. */
  readonly account?: Account
}

/** What HAProxy was sent, and what of it was answered. */
export interface Account {
  sent: number
  answered: number
}

/** ms in which nobody sends anything; HAProxy ends the session then. */
const longestStop = 3_600_000

export interface Loaded {
  readonly entries: number
  readonly chunks: number
  /** Bytes of payload. */
  readonly bytes: number
}

/**
 * Loads a prepared version, chunk after chunk in the order of the source. On one-shot connections the next chunk goes out when HAProxy has answered the
 * one before; in a session several may be on their way, each answer is checked all the same.
 */
export async function loadVersion(client: RuntimeClient, {map, version}: Ticket, source: EntrySource, options: LoadOptions): Promise<Loaded> {
  using underWay = new UnderWay(client.signal)
  const kind = map.kind.values || client.dialect.answersEachCommand ? options.session : 'oneshot'
  const cut = client.with({signal: underWay.cut})
  // we may be stopped for a while (Ctrl-Z, a machine that sleeps)
  await using channel = kind === 'prompt' ? await lastingSession(cut, longestStop) : await cut.channel(kind)
  const terminator = randomTerminator(client.dialect)
  const command = addMapPayload.encode(map, version)
  const pace = client.pace()
  const window = new Window(pace ? 1 : channel.window, windowRules)
  const loaded = {entries: 0, chunks: 0, bytes: 0}
  const account = options.account ?? {sent: 0, answered: 0}
  /** ms that HAProxy took for the payload before. */
  let busy = 0
  const send = async (chunk: Chunk): Promise<void> => {
    // all that can be done before the answer comes, is
    const request = chunkRequest(chunk, command, terminator)
    await underWay.below(window.size)
    await pace?.rest(busy)
    const going = options.goOn?.(channel, account.sent)
    if (going) await going
    const before = account.sent
    account.sent += chunk.entries
    const asked = performance.now()
    const answer = channel.askAll(request, chunk.commands || 1).then((replies) => {
      busy = performance.now() - asked
      window.answered(busy)
      if (replies.every(({complete}) => complete)) account.answered += chunk.entries
      requireLoaded(replies, map, before, chunk)
      loaded.entries += chunk.entries
      options.progress?.({phase: 'load', done: loaded.entries, unit: 'entries', ...(options.total !== undefined && {total: options.total})})
    })
    underWay.add(answer)
    loaded.chunks += 1
    loaded.bytes += chunk.payload.length
  }
  try {
    for await (const chunk of chunksOf(client, {map, version}, source.entries(), chunkTarget(client, options))) await send(chunk)
    await underWay.below(1)
    return loaded
  } finally {
    // whatever is decided next, no chunk is on its way any more
    await underWay.settled()
  }
}

/** Bytes of a payload that keeps a thread of HAProxy, and the lock of the map, for some hundredths of a millisecond. */
const pacedChunk = 2048

/** Bytes of payload that a chunk is to have; undefined: as many as fit. */
export const chunkTarget = (client: RuntimeClient, {chunkSize}: Pick<LoadOptions, 'chunkSize'>): number | undefined =>
  chunkSize ?? (client.pace() ? pacedChunk : undefined)
