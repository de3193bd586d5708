import type {RuntimeClient} from '../client/runtime-client.ts'
import {type Chunk, Chunker, type Chunking} from '../protocol/chunk.ts'
import {PatternChunker} from '../protocol/chunk-patterns.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {longestTerminator, payloadRequest, payloadRoom, type Terminator, terminatorOf} from '../protocol/payload.ts'

/** Entries as they go out, in their order. @param target bytes that a chunk is to have; as many as HAProxy's buffer has room for unless given */
export async function* chunksOf(
  client: RuntimeClient,
  {map, version}: {readonly map: MapReference; readonly version: MapVersion},
  entries: AsyncIterable<EntryBatch>,
  target: number | undefined,
): AsyncGenerator<Chunk, void> {
  const chunking = chunkingOf(client, map, version, target)
  for await (const batch of entries) yield* chunking.push(batch)
  yield* chunking.end()
}

function chunkingOf(client: RuntimeClient, map: MapReference, version: MapVersion, target: number | undefined): Chunking {
  const room = chunkRoom(client, map)
  if (map.kind.values) return new Chunker(room, target)
  const most = target ?? Number.POSITIVE_INFINITY
  return new PatternChunker(map, version, {payload: Math.min(room, most), line: Math.min(client.bufferSize - bufferReserve, most)})
}

/** Bytes of payload that fit beside the longest command for this map. */
export function chunkRoom({dialect, bufferSize}: RuntimeClient, map: MapReference): number {
  const terminator = dialect.terminatorLength === 0 ? terminatorOf('') : longestTerminator
  return payloadRoom(addMapPayload.encode(map, 0xffff_ffff), terminator, bufferSize)
}

/** What is written for a chunk. @param command that takes payloads */
export const chunkRequest = ({payload, commands}: Chunk, command: string, terminator: Terminator): Buffer =>
  commands > 0 ? payload : payloadRequest(command, payload, terminator)
