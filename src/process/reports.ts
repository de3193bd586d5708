import type {RuntimeClient} from '../client/runtime-client.ts'
import {listPools, type Pool} from '../protocol/commands/process/list-pools.ts'
import {type Activity, showActivity} from '../protocol/commands/process/show-activity.ts'
import {type Cache, showCache} from '../protocol/commands/process/show-cache.ts'
import {type Library, showLibs} from '../protocol/commands/process/show-libs.ts'
import {type Peer, showPeers} from '../protocol/commands/process/show-peers.ts'
import {type NameServer, showResolvers} from '../protocol/commands/process/show-resolvers.ts'
import {type StartupLog, showStartupLogs} from '../protocol/commands/process/show-startup-logs.ts'

/** `show pools`: the memory pools, those that hold most first. Sizes are in bytes. */
export async function memoryPools(client: RuntimeClient): Promise<Pool[]> {
  return (await client.run(listPools)).sort((one, other) => other.allocatedBytes - one.allocatedBytes)
}

/** `show activity`: what the scheduler counts, over all threads and by thread; times are in ms or µs as the names say. For operators on newer versions. */
export function activity(client: RuntimeClient): Promise<Activity[]> {
  return client.run(showActivity)
}

/** `show libs`: the program and the shared libraries that it runs with. Needs level operator. @throws HactlError `unsupported` before HAProxy 2.6 */
export function libraries(client: RuntimeClient): Promise<Library[]> {
  return client.run(showLibs)
}

/** `show startup-logs`: what HAProxy said while it started. Needs level operator. */
export function startupLogs(client: RuntimeClient): Promise<StartupLog[]> {
  return client.run(showStartupLogs)
}

/** `show resolvers`: the name servers and how they answered. */
export function nameServers(client: RuntimeClient): Promise<NameServer[]> {
  return client.run(showResolvers)
}

/** `show peers`: who shares stick tables with this HAProxy. */
export function peers(client: RuntimeClient): Promise<Peer[]> {
  return client.run(showPeers)
}

/** `show cache`: the caches and what they hold. Needs level admin. */
export function caches(client: RuntimeClient): Promise<Cache[]> {
  return client.run(showCache)
}
