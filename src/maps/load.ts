import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Chunk} from '../protocol/chunk.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import {randomTerminator} from '../protocol/payload.ts'
import type {Channel} from '../transport/channel.ts'
import {chunkRequest, chunksOf} from './chunks.ts'
import {Pace, pacedChunk} from './pace.ts'
import type {Listener} from './progress.ts'
import {requireLoaded} from './refused-chunk.ts'
import type {EntrySource} from './source.ts'
import type {Ticket} from './ticket.ts'

export interface LoadOptions extends Listener {
  readonly session: Channel['kind']
  /** Bytes of payload a chunk may have; never more than HAProxy's buffer has room for. */
  readonly chunkSize?: number | undefined
  /** Share of the time that HAProxy may work on it, above 0 and up to 1; all of it unless given. */
  readonly pace?: number | undefined
  /** Entries that are to come, for the progress. */
  readonly total?: number
  /** Asked before each chunk: throws when there is a reason to stop. */
  readonly goOn?: () => void
}

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
  await using channel = await client.channel(map.kind.values || client.dialect.answersEachCommand ? options.session : 'oneshot')
  const terminator = randomTerminator(client.dialect)
  const command = addMapPayload.encode(map, version)
  const pace = options.pace === undefined ? undefined : new Pace(options.pace)
  const window = pace ? 1 : channel.window
  const inFlight: Promise<void>[] = []
  const loaded = {entries: 0, chunks: 0, bytes: 0}
  let sent = 0
  /** ms that HAProxy took for the payload before. */
  let busy = 0
  const send = async (chunk: Chunk): Promise<void> => {
    // all that can be done before the answer comes, is
    const request = chunkRequest(chunk, command, terminator)
    const before = sent
    sent += chunk.entries
    if (inFlight.length >= window) await inFlight.shift()
    await pace?.rest(busy)
    options.goOn?.()
    const asked = performance.now()
    const answer = channel.askAll(request, chunk.commands || 1).then((replies) => {
      busy = performance.now() - asked
      requireLoaded(replies, map, before, chunk)
      loaded.entries += chunk.entries
      options.progress?.({phase: 'load', done: loaded.entries, unit: 'entries', ...(options.total !== undefined && {total: options.total})})
    })
    answer.catch(() => {}) // thrown where it is waited for
    inFlight.push(answer)
    loaded.chunks += 1
    loaded.bytes += chunk.payload.length
  }
  try {
    for await (const chunk of chunksOf(client, {map, version}, source.entries(), chunkTarget(options))) await send(chunk)
    for (const answer of inFlight) await answer
    return loaded
  } finally {
    // whatever is decided next, no chunk is on its way any more
    await Promise.allSettled(inFlight)
  }
}

/** Bytes of payload that a chunk is to have; undefined: as many as fit. */
export const chunkTarget = ({chunkSize, pace}: Pick<LoadOptions, 'chunkSize' | 'pace'>): number | undefined =>
  chunkSize ?? (pace === undefined ? undefined : pacedChunk)
