import type {RuntimeClient} from '../client/runtime-client.ts'
import {addMap, addMapPayload} from '../protocol/commands/map/add-map.ts'
import {commitMap} from '../protocol/commands/map/commit-map.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {terminatorOf} from '../protocol/payload.ts'
import {chunkRequest, chunksOf} from './chunks.ts'
import {countText, entriesText} from './count-text.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {firstOf, primerOf} from './ticket.ts'

type Entries = AsyncIterable<EntryBatch>

/** Versions that are not known before HAProxy gives them out; in the command lines they read `@NEW` and `@PRIMER`. */
const newVersion = 0xffff_ffff
const primerVersion = 0xffff_fffe
const named = (commands: string): string => commands.replaceAll(` @${newVersion} `, ' @NEW ').replaceAll(` @${primerVersion} `, ' @PRIMER ')

/** The commands of a replacement, each once and in order, payloads as entries and bytes. */
export async function wirePlan(client: RuntimeClient, map: MapReference, source: EntrySource, chunkSize: number | undefined): Promise<string[]> {
  const primer = await primerFor(client, map, source)
  return [
    prepareLine(map, primer),
    ...(primer ? await addCommands(client, map, primerVersion, primer, undefined) : []),
    ...(await addCommands(client, map, newVersion, source.entries(), chunkSize)),
    named(commitMap.encode(map, newVersion)),
  ]
}

/** `add map @7 big.map <<END`, and what its payloads hold; for an ACL also `add acl @7 big.acl PATTERN;…`, and what its lines hold. */
export async function addCommands(
  client: RuntimeClient,
  map: MapReference,
  version: MapVersion,
  entries: Entries,
  chunkSize: number | undefined,
): Promise<string[]> {
  const [payloads, lines] = [new Sum('payload'), new Sum('line')]
  for await (const {entries: count, payload, commands} of chunksOf(client, {map, version}, entries, chunkSize)) {
    const sum = commands === 0 ? payloads : lines
    sum.add(count, payload.length)
  }
  const inLines = `${named(addMap.encode(map, 'PATTERN', undefined, version))};…  # ${lines.text}`
  if (lines.chunks > 0 && payloads.chunks === 0) return [inLines]
  const inPayloads = `${named(addMapPayload.encode(map, version))} <<END  # ${payloads.text}`
  return lines.chunks > 0 ? [inPayloads, inLines] : [inPayloads]
}

class Sum {
  chunks = 0
  #entries = 0
  #bytes = 0
  readonly #noun: string

  constructor(noun: string) {
    this.#noun = noun
  }

  add(entries: number, bytes: number): void {
    this.chunks += 1
    this.#entries += entries
    this.#bytes += bytes
  }

  get text(): string {
    return `${entriesText(this.#entries)}, ${countText(this.#bytes)} bytes in ${countText(this.chunks)} ${this.#noun}${this.chunks === 1 ? '' : 's'}`
  }
}

/** All that would go over the wire, as bytes. */
export async function* wireBytes(
  client: RuntimeClient,
  map: MapReference,
  source: EntrySource,
  chunkSize: number | undefined,
): AsyncGenerator<Uint8Array, void> {
  const command = (text: string): Buffer => Buffer.from(`${named(text)}\n`, 'latin1')
  const primer = await primerFor(client, map, source)
  yield command(prepareLine(map, primer))
  if (primer) yield* requestsOf(client, map, primerVersion, primer, undefined)
  yield* requestsOf(client, map, newVersion, source.entries(), chunkSize)
  yield command(commitMap.encode(map, newVersion))
}

async function* requestsOf(
  client: RuntimeClient,
  map: MapReference,
  version: MapVersion,
  entries: Entries,
  chunkSize: number | undefined,
): AsyncGenerator<Uint8Array, void> {
  // before 2.9 only an empty line ends a payload
  const terminator = terminatorOf(client.dialect.terminatorLength === 0 ? '' : 'END')
  const command = named(addMapPayload.encode(map, version))
  for await (const chunk of chunksOf(client, {map, version}, entries, chunkSize)) {
    const request = chunkRequest(chunk, command, terminator)
    // no pattern holds a blank that is not escaped
    yield chunk.commands === 0 ? request : Buffer.from(named(request.toString('latin1')), 'latin1')
  }
}

/** Both versions at once where one goes ahead. */
function prepareLine(map: MapReference, primer: Entries | undefined): string {
  const prepare = prepareMap.encode(map)
  return primer ? `${prepare};${prepare}` : prepare
}

/** What goes ahead into a map of which traffic sees no entry: `primeVersion`. */
async function primerFor(client: RuntimeClient, map: MapReference, source: EntrySource): Promise<Entries | undefined> {
  if (!client.dialect.staleEmptyCache || (await firstOf(runningEntries(client, map)))) return undefined
  const first = await firstOf(source.entries())
  return first && primerOf(first)
}
