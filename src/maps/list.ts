import type {RuntimeClient} from '../client/runtime-client.ts'
import {maps} from '../protocol/commands/map/reference.ts'
import {type MapHeader, showMaps} from '../protocol/commands/map/show-maps.ts'

/** The maps of the process, in the order of its configuration. */
export function listMaps(client: RuntimeClient, kind = maps): Promise<MapHeader[]> {
  return client.run(showMaps, kind)
}
