import type {RuntimeClient} from '../client/runtime-client.ts'
import {Chunker} from '../protocol/chunk.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import {commitMap} from '../protocol/commands/map/commit-map.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {chunkRoom} from './load.ts'
import type {EntrySource} from './source.ts'

/** A version that is not known before HAProxy gives it out; in the command lines it reads `@NEW`. */
const newVersion = 0xffff_ffff
const named = (command: string): string => command.replace(`@${newVersion}`, '@NEW')

/** The commands of a replacement, each once and in order, payloads as entries and bytes. */
export async function wirePlan(client: RuntimeClient, map: MapReference, source: EntrySource, chunkSize: number | undefined): Promise<string[]> {
  const chunker = new Chunker(Math.min(chunkSize ?? Number.POSITIVE_INFINITY, chunkRoom(client, map)))
  const sum = {chunks: 0, entries: 0, bytes: 0}
  const count = (chunk: {entries: number; payload: Buffer} | undefined) => {
    if (!chunk) return
    sum.chunks += 1
    sum.entries += chunk.entries
    sum.bytes += chunk.payload.length
  }
  for await (const batch of source.entries()) for (const chunk of chunker.push(batch)) count(chunk)
  count(chunker.end())
  const add = named(addMapPayload.encode(map, newVersion))
  return [
    prepareMap.encode(map),
    `${add} <<END  # payloads: ${sum.chunks}, entries: ${sum.entries}, bytes: ${sum.bytes}`,
    named(commitMap.encode(map, newVersion)),
  ]
}

/** All that would go over the wire, as bytes. */
export async function* wireBytes(
  client: RuntimeClient,
  map: MapReference,
  source: EntrySource,
  chunkSize: number | undefined,
): AsyncGenerator<Uint8Array, void> {
  const chunker = new Chunker(Math.min(chunkSize ?? Number.POSITIVE_INFINITY, chunkRoom(client, map)))
  const head = Buffer.from(`${named(addMapPayload.encode(map, newVersion))} <<END\n`, 'latin1')
  const end = Buffer.from('END\n')
  yield Buffer.from(`${prepareMap.encode(map)}\n`, 'latin1')
  for await (const batch of source.entries()) for (const {payload} of chunker.push(batch)) yield Buffer.concat([head, payload, end])
  const last = chunker.end()
  if (last) yield Buffer.concat([head, last.payload, end])
  yield Buffer.from(`${named(commitMap.encode(map, newVersion))}\n`, 'latin1')
}
