import type {RuntimeClient} from '../client/runtime-client.ts'
import {addMapPayload} from '../protocol/commands/map/add-map.ts'
import {prepareMap} from '../protocol/commands/map/prepare-map.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {showMaps} from '../protocol/commands/map/show-maps.ts'
import {type ProcessId, showInfo} from '../protocol/commands/process/show-info.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {randomTerminator} from '../protocol/payload.ts'
import {noReply, type Reply} from '../protocol/reply.ts'
import {abandonVersion} from './abandon.ts'
import {chunkRequest, chunksOf} from './chunks.ts'
import {lookOf} from './look.ts'
import {requireLoaded} from './refused-chunk.ts'
import {reloaded} from './running.ts'
import {type Prepared, type Turn, type TurnOptions, waitForTurn} from './turn.ts'
import type {Basis} from './watch.ts'

/** Our prepared version of a map, and the process that gave it out: in any other the number means nothing, or somebody else's version. */
export interface Ticket {
  readonly map: MapReference
  readonly version: MapVersion
  readonly pid: ProcessId
  /** A version that holds one entry only, so that its purge clears the pattern cache. */
  readonly primer: MapVersion | undefined
}

/** A version to load, and its place among those of other writers. */
export interface Taken {
  readonly ticket: Ticket
  readonly turn: Turn
}

/**
 * Prepares a version and waits until it may be loaded.
 *
 * @throws HactlError `conflict` when another writer was first
 */
export async function takeTicket(client: RuntimeClient, basis: Basis, firstEntry: EntryBatch | undefined, options: TurnOptions): Promise<Taken> {
  const {map, pid} = basis
  if (!firstEntry || !client.dialect.staleEmptyCache) {
    const prepared = await prepareVersion(client, map, pid)
    return {ticket: {map, version: prepared.version, pid, primer: undefined}, turn: await waitForTurn(client, basis, prepared, options)}
  }
  const [place, version] = await prepareTwo(client, map, pid)
  const primer = place.version
  const turn = await waitForTurn(client, basis, place, options)
  // another thread of HAProxy may have served somebody between the two: that one's version is lower than ours
  const lowest = turn.lowest && version === primer + 1
  try {
    await loadPrimer(client, map, primer, firstEntry)
    return {ticket: {map, version, pid, primer}, turn: {...turn, lowest}}
  } catch (error) {
    // best effort: one entry, invisible, that the next commit takes along
    await abandonVersion(client.with({signal: undefined}), {map, version: primer, pid}, {entries: 1}).catch(() => {})
    throw error
  }
}

export async function prepareVersion(client: RuntimeClient, map: MapReference, pid: ProcessId): Promise<Prepared> {
  client.require(prepareMap)
  const [info = noReply, prepared = noReply, maps = noReply] = await client.ask(showInfo.encode(), prepareMap.encode(map), showMaps.encode(map.kind))
  requireProcess(info, pid)
  return {version: prepareMap.decode(prepared, map), now: lookOf(info, maps, map.kind)}
}

/** On one line: who prepares a version while the first of them is loaded comes after both. */
async function prepareTwo(client: RuntimeClient, map: MapReference, pid: ProcessId): Promise<[Prepared, MapVersion]> {
  client.require(prepareMap)
  const prepare = prepareMap.encode(map)
  const [info = noReply, first = noReply, second = noReply, maps = noReply] = await client.ask(showInfo.encode(), prepare, prepare, showMaps.encode(map.kind))
  requireProcess(info, pid)
  const versions = [prepareMap.decode(first, map), prepareMap.decode(second, map)] as const
  return [{version: versions[0], now: lookOf(info, maps, map.kind)}, versions[1]]
}

function requireProcess(info: Reply, pid: ProcessId): void {
  const process = showInfo.decode(info)
  if (process.id !== pid) throw reloaded(pid, process.id)
}

/**
 * The pattern cache keeps the answers of an EMPTY current version, also beyond a commit, until an entry of the map is removed somewhere: a deny list that
 * was empty would go on denying nobody. So one entry goes into a version of its own, which the commit removes (runtime-api 3.6 d; seen on 2.6 to 3.4).
 */
export async function loadPrimer(client: RuntimeClient, map: MapReference, primer: MapVersion, first: EntryBatch): Promise<void> {
  await using channel = await client.channel('oneshot')
  for await (const chunk of chunksOf(client, {map, version: primer}, primerOf(first), undefined)) {
    const request = chunkRequest(chunk, addMapPayload.encode(map, primer), randomTerminator(client.dialect))
    requireLoaded(await channel.askAll(request, chunk.commands || 1), map, 0, chunk)
  }
}

/** The first entry of a batch, alone. */
export async function* primerOf(first: EntryBatch): AsyncGenerator<EntryBatch, void> {
  yield first.filter((index) => index === 0)
}

/** The batch with the first entry of a stream, which is then left. */
export async function firstOf(entries: AsyncIterable<EntryBatch>): Promise<EntryBatch | undefined> {
  for await (const batch of entries) if (batch.count > 0) return batch
  return undefined
}
