import type {RuntimeClient} from '../client/runtime-client.ts'
import {type Chunk, Chunker} from '../protocol/chunk.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import {commitMap} from '../protocol/commands/map/commit-map.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {terminatorOf} from '../protocol/payload.ts'
import {countText, entriesText} from './count-text.ts'
import {chunkRoom} from './load.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {firstOf, primerPayload} from './ticket.ts'

/** Versions that are not known before HAProxy gives them out; in the command lines they read `@NEW` and `@PRIMER`. */
const newVersion = 0xffff_ffff
const primerVersion = 0xffff_fffe
const named = (command: string): string => command.replace(`@${newVersion}`, '@NEW').replace(`@${primerVersion}`, '@PRIMER')

/** The commands of a replacement, each once and in order, payloads as entries and bytes. */
export async function wirePlan(client: RuntimeClient, map: MapReference, source: EntrySource, chunkSize: number | undefined): Promise<string[]> {
  const primer = await primerOf(client, map, source)
  return [
    ...(primer ? [prepareMap.encode(map), shownPayloads(map, primerVersion, {chunks: 1, entries: 1, bytes: primer.length})] : []),
    prepareMap.encode(map),
    await addCommand(client, map, newVersion, source, chunkSize),
    named(commitMap.encode(map, newVersion)),
  ]
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
  return shownPayloads(map, version, sum)
}

function shownPayloads(map: MapReference, version: MapVersion, {chunks, entries, bytes}: {chunks: number; entries: number; bytes: number}): string {
  const payloads = `${countText(chunks)} ${chunks === 1 ? 'payload' : 'payloads'}`
  return `${named(addMapPayload.encode(map, version))} <<END  # ${entriesText(entries)}, ${countText(bytes)} bytes in ${payloads}`
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
  const command = (text: string): Buffer => Buffer.from(`${named(text)}\n`, 'latin1')
  const head = (version: MapVersion): Buffer => command(`${addMapPayload.encode(map, version)} <<${word}`)
  const primer = await primerOf(client, map, source)
  if (primer) yield Buffer.concat([command(prepareMap.encode(map)), head(primerVersion), primer, line])
  yield command(prepareMap.encode(map))
  for await (const {payload} of chunksOf(client, map, source, chunkSize)) yield Buffer.concat([head(newVersion), payload, line])
  yield command(commitMap.encode(map, newVersion))
}

/** What goes ahead into a map of which traffic sees no entry: `primeVersion`. */
async function primerOf(client: RuntimeClient, map: MapReference, source: EntrySource): Promise<Buffer | undefined> {
  if (!client.dialect.staleEmptyCache || (await firstOf(runningEntries(client, map)))) return undefined
  const first = await firstOf(source.entries())
  return first && primerPayload(first)
}

async function* chunksOf(client: RuntimeClient, map: MapReference, source: EntrySource, chunkSize: number | undefined): AsyncGenerator<Chunk, void> {
  const chunker = new Chunker(chunkRoom(client, map), chunkSize)
  for await (const batch of source.entries()) yield* chunker.push(batch)
  const last = chunker.end()
  if (last) yield last
}
