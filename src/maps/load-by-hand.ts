import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapVersion} from '../protocol/commands/map/reference.ts'
import {openPrepared, type Step} from './by-hand.ts'
import {checked} from './check-source.ts'
import {chunkRoom} from './chunks.ts'
import {chunkTarget, type Loaded, type LoadOptions, loadVersion} from './load.ts'
import {type MapName, requireKind} from './open-map.ts'
import {findKind} from './plan.ts'
import {RefusedChunk, refusedEntry} from './refused-chunk.ts'
import {countEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {addCommands} from './wire-plan.ts'
import type {WriterOptions} from './writers.ts'

/** How entries are loaded into a prepared version. */
export interface LoadByHandOptions extends LoadOptions, WriterOptions {
  readonly dryRun?: boolean
}

/** Appends the entries of a source to a prepared version. */
export async function loadByHand(
  client: RuntimeClient,
  name: MapName,
  version: MapVersion,
  source: EntrySource,
  options: LoadByHandOptions,
): Promise<Step & Loaded> {
  await using running = await openPrepared(client, name, version, options)
  const {map, pid} = running
  requireKind(map, source)
  const rules = {kind: await findKind(client, map), room: chunkRoom(client, map), bufferSize: client.bufferSize}
  for await (const batch of checked(source.entries(), source.name, rules)) void batch
  const step = {
    map: map.name,
    version,
    commands: await addCommands(client, map, version, source.entries(), chunkTarget(client, options)),
    dryRun: options.dryRun === true,
    changed: !options.dryRun,
  }
  if (options.dryRun) return {...step, entries: 0, chunks: 0, bytes: 0}
  const ticket = {map, version, pid, primer: undefined}
  const before = await countEntries(client, map, {version, pid})
  try {
    return {...step, ...(await loadVersion(client, ticket, source, options))}
  } catch (error) {
    throw error instanceof RefusedChunk ? await refusedEntry(client, ticket, source, error, before) : error
  }
}
