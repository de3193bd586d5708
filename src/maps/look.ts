import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference, ReferenceKind} from '../protocol/commands/map/reference.ts'
import {type MapHeader, referenceOf, showMaps} from '../protocol/commands/map/show-maps.ts'
import {type ProcessId, showInfo} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {noReply, type Reply} from '../protocol/reply.ts'
import type {Channel} from '../transport/channel.ts'

/** The maps, or the ACLs, of a process at one moment, and which process that was. */
export interface Look {
  readonly pid: ProcessId
  readonly stopping: boolean
  readonly headers: readonly MapHeader[]
}

/** One line of one connection: whose maps these are is never a guess. */
export async function look(client: RuntimeClient, kind: ReferenceKind): Promise<Look> {
  const [info = noReply, maps = noReply] = await client.ask(showInfo.encode(), showMaps.encode(kind))
  return lookOf(info, maps, kind)
}

/** The same in a session: the answers show that it is accepted, not queued, and which process it reaches. */
export async function lookIn(session: Channel, kind: ReferenceKind): Promise<Look> {
  const asked = session.ask(line(showInfo.encode()))
  if (session.window === 1) await asked
  const [info, maps] = await Promise.all([asked, session.ask(line(showMaps.encode(kind)))])
  return lookOf(info, maps, kind)
}

/** A look in the order of what goes through a channel: all that was asked before has been done, and nothing that is asked later. */
export async function lookAlong(client: RuntimeClient, channel: Channel, kind: ReferenceKind): Promise<Look> {
  return channel.kind === 'oneshot' ? look(client, kind) : lookIn(channel, kind)
}

export function lookOf(info: Reply, maps: Reply, kind: ReferenceKind): Look {
  const {id, stopping} = showInfo.decode(info)
  return {pid: id, stopping, headers: showMaps.decode(maps, kind)}
}

/** @throws HactlError `map-unknown` when the map is gone */
export function requireHeader(now: Look, map: MapReference): MapHeader {
  const header = headerOf(now, map)
  if (header) return header
  const {called, noun} = map.kind
  throw new HactlError('map-unknown', {exit: 2, message: `the ${called} ${map} is gone`, hint: `hactl ${noun} list shows the ${called}s`})
}

/** @param map as `referenceOf` names it */
export function headerOf({headers}: Look, map: MapReference): MapHeader | undefined {
  return headers.find((header) => referenceOf(map.kind, header).name === map.name)
}
