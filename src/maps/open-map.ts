import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {type MapHeader, referenceOf} from '../protocol/commands/map/show-maps.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {locateMap} from './locate.ts'
import {look} from './look.ts'

/** A map that a name was found to stand for, in one process. */
export interface RunningMap {
  readonly map: MapReference
  readonly header: MapHeader
  readonly pid: ProcessId
}

/** @param name `#id`, the name of the configuration, or a path of the same file */
export async function openMap(client: RuntimeClient, name: string, flag?: '--map'): Promise<RunningMap> {
  const {headers, pid} = await look(client)
  const header = await locateMap(headers, name, client.info.node, flag)
  return {map: referenceOf(header), header, pid}
}
