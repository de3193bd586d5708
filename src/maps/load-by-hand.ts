import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapVersion} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import {openPrepared, type Step} from './by-hand.ts'
import {checked} from './check-source.ts'
import {chunkRoom} from './chunks.ts'
import {chunkTarget, type Loaded, type LoadOptions, loadVersion} from './load.ts'
import {type MapName, requireKind} from './open-map.ts'
import {findKind} from './plan.ts'
import {RefusedChunk, refusedEntry} from './refused-chunk.ts'
import {countEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import type {Ticket} from './ticket.ts'
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
    undo: null,
  }
  if (options.dryRun) return {...step, entries: 0, chunks: 0, bytes: 0}
  const ticket = {map, version, pid, primer: undefined}
  const before = await countEntries(client, map, {version, pid})
  try {
    return {...step, ...(await loadVersion(client, ticket, source, options))}
  } catch (error) {
    const told = error instanceof RefusedChunk ? await refusedEntry(client, ticket, source, error, before) : error
    throw told instanceof HactlError ? partLoaded(told, ticket) : told
  }
}

/** What went before it stays in the version: the same load again would append it once more. In a new process version numbers begin again: nothing is told to give one up. */
function partLoaded(error: HactlError, {map, version}: Pick<Ticket, 'map' | 'version'>): HactlError {
  const {code, exit, message, target} = error
  const {noun} = map.kind
  // the hint for a sync is to run the same again
  const own = code === 'entry-refused' ? 'correct the line' : error.hint
  const again = `begin again with another version (hactl ${noun} prepare ${map})`
  const mayBeGone = exit === 3 || code === 'reloaded'
  const left = mayBeGone ? again : `version ${version} may hold a part of this: ${again}; hactl ${noun} abort ${map} ${version} gives this one up`
  const hint = `${own === undefined ? '' : `${own}; `}the running ${map.kind.called} is untouched; ${left}`
  return new HactlError(code, {exit, message, hint, target, cause: error})
}
