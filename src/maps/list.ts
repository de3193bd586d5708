import type {RuntimeClient} from '../client/runtime-client.ts'
import {type MapHeader, showMaps} from '../protocol/commands/map/show-maps.ts'

/** The maps of the process, in the order of its configuration. */
export function listMaps(client: RuntimeClient): Promise<MapHeader[]> {
  return client.run(showMaps)
}
