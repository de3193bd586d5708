import type {RuntimeClient} from '../client/runtime-client.ts'
import {acls, MapReference, maps} from '../protocol/commands/map/reference.ts'
import {type MapHeader, referenceOf, showMaps} from '../protocol/commands/map/show-maps.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {locateMap} from './locate.ts'
import {look} from './look.ts'
import type {EntrySource} from './source.ts'

/** `#id`, the name of the configuration, or a path of the same file; a bare text is that of a map. */
export type MapName = string | MapReference

/** A map or an ACL that a name was found to stand for, in one process. */
export interface RunningMap {
  readonly map: MapReference
  readonly header: MapHeader
  readonly pid: ProcessId
}

export async function openMap(client: RuntimeClient, name: MapName, flag?: '--map'): Promise<RunningMap> {
  const wanted = typeof name === 'string' ? new MapReference(maps, name) : name
  const {headers, pid} = await look(client, wanted.kind)
  const header = await locateMap(headers, wanted, client.info.node, flag && `--${wanted.kind.noun}`).catch(async (error: unknown) => {
    throw await ofOtherKind(client, wanted, error)
  })
  if (!wanted.kind.values) await requireNoMap(client, header)
  return {map: referenceOf(wanted.kind, header), header, pid}
}

/** HAProxy knows it, as what it was not called. */
async function ofOtherKind(client: RuntimeClient, {kind, name}: MapReference, error: unknown): Promise<unknown> {
  if (!(error instanceof HactlError) || error.code !== 'map-unknown' || name.startsWith('#')) return error
  const other = new MapReference(kind.values ? acls : maps, name)
  const found = await client
    .run(showMaps, other.kind)
    .then((headers) => locateMap(headers, other, client.info.node))
    .catch(() => undefined)
  if (!found) return error
  const {one, noun} = other.kind
  return new HactlError('map-unknown', {exit: 2, message: `${error.message}: it is ${one}`, hint: `hactl ${noun} --help lists its commands`, cause: error})
}

/** Loaded by `-M -f` a file is one list for both, and HAProxy takes no pattern for it without a value. */
async function requireNoMap(client: RuntimeClient, {id, file}: MapHeader): Promise<void> {
  const headers = await client.run(showMaps, maps)
  if (!headers.some((header) => header.id === id)) return
  throw new HactlError('acl-is-map', {
    exit: 2,
    message: `${file} is a map, too: its entries have values, which the commands for ACLs would leave out`,
    hint: `what is done to the map holds for the ACL: hactl map show ${file}, hactl map sync ${file}`,
  })
}

/** What a source is for: a bare name, or none where it is a file itself, is that of a map or an ACL as the source was opened. */
export const nameFor = (source: EntrySource, name: MapName = source.file ?? ''): MapReference =>
  typeof name === 'string' ? new MapReference(source.kind, name) : name

/** @throws HactlError `usage` for the file of a map that was opened as that of an ACL, or the other way round */
export function requireKind({kind}: MapReference, source: EntrySource): void {
  if (kind === source.kind) return
  throw new HactlError('usage', {
    exit: 2,
    message: `${source.name} was opened as the file of ${source.kind.one}, not of ${kind.one}`,
    hint: 'openFileSource and spool take the kind: maps, or acls',
  })
}
