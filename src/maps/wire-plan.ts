import type {RuntimeClient} from '../client/runtime-client.ts'
import {type Chunk, Chunker} from '../protocol/chunk.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import {commitMap} from '../protocol/commands/map/commit-map.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {terminatorOf} from '../protocol/payload.ts'
import {countText, entriesText} from './count-text.ts'
import {chunkRoom} from './load.ts'
import type {EntrySource} from './source.ts'

/** A version that is not known before HAProxy gives it out; in the command lines it reads `@NEW`. */
const newVersion = 0xffff_ffff
const named = (command: string): string => command.replace(`@${newVersion}`, '@NEW')

/** The commands of a replacement, each once and in order, payloads as entries and bytes. */
export async function wirePlan(client: RuntimeClient, map: MapReference, source: EntrySource, chunkSize: number | undefined): Promise<string[]> {
  return [prepareMap.encode(map), await addCommand(client, map, newVersion, source, chunkSize), named(commitMap.encode(map, newVersion))]
}

/** `add map @7 big.map <<END`, and what its payloads hold. */
export async function addCommand(
  client: RuntimeClient,
  map: MapReference,
  version: MapVersion,
  source: EntrySource,
  chunkSize: number | undefined,
): Promise<string> {
  const sum = {chunks: 0, entries: 0, bytes: 0}
  for await (const {entries, payload} of chunksOf(client, map, source, chunkSize)) {
    sum.chunks += 1
    sum.entries += entries
    sum.bytes += payload.length
  }
  const payloads = `${countText(sum.chunks)} ${sum.chunks === 1 ? 'payload' : 'payloads'}`
  return `${named(addMapPayload.encode(map, version))} <<END  # ${entriesText(sum.entries)}, ${countText(sum.bytes)} bytes in ${payloads}`
}

/** All that would go over the wire, as bytes. */
export async function* wireBytes(
  client: RuntimeClient,
  map: MapReference,
  source: EntrySource,
  chunkSize: number | undefined,
): AsyncGenerator<Uint8Array, void> {
  // before 2.9 only an empty line ends a payload
  const {word, line} = terminatorOf(client.dialect.terminatorLength === 0 ? '' : 'END')
  const head = Buffer.from(`${named(addMapPayload.encode(map, newVersion))} <<${word}\n`, 'latin1')
  yield Buffer.from(`${prepareMap.encode(map)}\n`, 'latin1')
  for await (const {payload} of chunksOf(client, map, source, chunkSize)) yield Buffer.concat([head, payload, line])
  yield Buffer.from(`${named(commitMap.encode(map, newVersion))}\n`, 'latin1')
}

async function* chunksOf(client: RuntimeClient, map: MapReference, source: EntrySource, chunkSize: number | undefined): AsyncGenerator<Chunk, void> {
  const chunker = new Chunker(chunkRoom(client, map), chunkSize)
  for await (const batch of source.entries()) yield* chunker.push(batch)
  const last = chunker.end()
  if (last) yield last
}
