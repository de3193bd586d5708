import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Chunk} from '../protocol/chunk.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {placeOf} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {noReply, type Reply} from '../protocol/reply.ts'
import {compareFirst} from './first-difference.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import type {Ticket} from './ticket.ts'

/** HAProxy refused an entry of a chunk: those before it are in the version. */
export class RefusedChunk extends Error {
  readonly refusal: HactlError
  /** Entries of the source up to the end of this chunk, or up to the one that was refused where that is known. */
  readonly through: number

  constructor(refusal: HactlError, through: number) {
    super(refusal.message, {cause: refusal})
    this.refusal = refusal
    this.through = through
  }
}

/**
 * @param replies to the payload, or to each command of the line
 * @param before entries of the source that went out earlier
 * @throws RefusedChunk for the refusal of an entry, HactlError for anything else that is no success
 */
export function requireLoaded(replies: readonly Reply[], map: MapReference, before: number, {entries, commands}: Chunk): void {
  for (let index = 0; index < Math.max(1, commands); index += 1) {
    try {
      addMapPayload.decode(replies[index] ?? noReply, map)
    } catch (error) {
      throw error instanceof HactlError && error.code === 'refused' ? new RefusedChunk(error, before + (commands === 0 ? entries : index + 1)) : error
    }
  }
}

/**
 * HAProxy names key or value of what it refuses, not the place: the first entry of the chunk that is not in the version is the one.
 *
 * @param before entries that the version held before the load
 */
export async function refusedEntry(
  client: RuntimeClient,
  {map, version, pid}: Ticket,
  source: EntrySource,
  {refusal, through}: RefusedChunk,
  before = 0,
): Promise<HactlError> {
  const missing = await compareFirst(source.entries(), runningEntries(client, map, {version, pid, entries: before + through}), before)
  if (!missing || missing.index >= through) return refusal
  return refusedAt(placeOf(missing.origin || source.name, missing.line), refusal)
}

/** HAProxy refuses the entry at this place. */
export const refusedAt = (place: string, refusal: HactlError): HactlError =>
  new HactlError('entry-refused', {
    exit: 2,
    message: `${place}: ${refusal.message.replace(/^HAProxy refused `[^`]*`/, 'HAProxy refuses this entry')}`,
    hint: 'the running map is untouched; correct the line and run this again',
    cause: refusal,
  })
