import type {RuntimeClient} from '../client/runtime-client.ts'
import {MapReference, maps} from '../protocol/commands/map/reference.ts'
import {type MapHeader, referenceOf} from '../protocol/commands/map/show-maps.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {locateMap} from './locate.ts'
import {look} from './look.ts'

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
  const header = await locateMap(headers, wanted, client.info.node, flag && `--${wanted.kind.noun}`)
  return {map: referenceOf(wanted.kind, header), header, pid}
}
