import type {RuntimeClient} from '../client/runtime-client.ts'
import {type Look, lookOf} from '../maps/look.ts'
import {acls, maps} from '../protocol/commands/map/reference.ts'
import {showMaps} from '../protocol/commands/map/show-maps.ts'
import {type CliSocket, showCliSockets} from '../protocol/commands/process/show-cli-sockets.ts'
import {showInfo} from '../protocol/commands/process/show-info.ts'
import {noReply} from '../protocol/reply.ts'

/** What HAProxy tells in one line of one connection. */
export interface Told {
  readonly sockets: readonly CliSocket[]
  /** Undefined where this socket may not look at them. */
  readonly lists: {readonly maps: Look; readonly acls: Look} | undefined
}

export async function ask(client: RuntimeClient): Promise<Told> {
  const blind = client.level !== 'admin' && client.dialect.mapLevel === 'admin'
  const ofMaps = blind ? [] : [showInfo.encode(), showMaps.encode(maps), showMaps.encode(acls)]
  const [sockets = noReply, info = noReply, mapList = noReply, aclList = noReply] = await client.ask(showCliSockets.encode(), ...ofMaps)
  return {
    sockets: showCliSockets.decode(sockets),
    lists: blind ? undefined : {maps: lookOf(info, mapList, maps), acls: lookOf(info, aclList, acls)},
  }
}
