import type {RuntimeClient} from '../client/runtime-client.ts'
import {readStatistics} from '../stats/stat.ts'
import type {StatLine} from '../stats/stat-line.ts'
import {chosenProxies, chosenProxy} from './chosen.ts'

/** A backend, or the back of a `listen` section. `null` is what HAProxy does not tell, or not on a socket of this level. */
export interface Backend {
  readonly backend: string
  /** `down`: it has servers, and none takes traffic. One without servers is `up`. */
  readonly state: 'up' | 'down'
  /** false: rules pass it over until it is published. HAProxy before 3.4 knows only published ones. */
  readonly published: boolean
  readonly servers: number
  /** Those of them that are up, without those for backup. */
  readonly active: number | null
  /** Those for backup that are up. */
  readonly backup: number | null
  readonly sessions: number | null
  /** Requests that wait for any of its servers. */
  readonly queue: number | null
  /** Sessions in the last second. */
  readonly rate: number | null
  /** Of those that are up, in all. */
  readonly weight: number | null
  /** Seconds since it came up or went down. */
  readonly since: number | null
  /** `http`, `tcp` */
  readonly mode: string | null
  /** `roundrobin`, `leastconn`, …; for operators and admins, and where HAProxy has a name for it. */
  readonly balance: string | null
}

/**
 * The backends, in HAProxy's order, as `show stat` tells of them.
 *
 * @param name a name, or a pattern of `*` and `?`
 * @throws HactlError `proxy-unknown` when no backend has this name
 */
export async function listBackends(client: RuntimeClient, name?: string): Promise<Backend[]> {
  const {batches} = await readStatistics(client, {types: ['backend', 'server']})
  const lines: StatLine[] = []
  for await (const batch of batches) lines.push(...batch)
  const servers = new Map<string, number>()
  for (const {type, proxy} of lines) if (type === 'server') servers.set(proxy, (servers.get(proxy) ?? 0) + 1)
  const all = lines.filter(({type}) => type === 'backend').map((line) => backendOf(line, servers.get(line.proxy) ?? 0))
  return chosenProxies(all, name, backends)
}

/** One backend. @throws HactlError `proxy-unknown`; `usage` for a pattern */
export async function findBackend(client: RuntimeClient, name: string): Promise<Backend> {
  return chosenProxy(await listBackends(client), name, backends)
}

const backends = {what: 'backend', nameOf: ({backend}: Backend) => backend} as const

function backendOf(line: StatLine, servers: number): Backend {
  const [status, balance] = [line.text('status'), line.text('algo')]
  return {
    backend: line.proxy,
    state: status.startsWith('UP') ? 'up' : 'down',
    published: !status.endsWith('(UNPUB)'),
    servers,
    active: line.number('act') ?? null,
    backup: line.number('bck') ?? null,
    sessions: line.number('scur') ?? null,
    queue: line.number('qcur') ?? null,
    rate: line.number('rate') ?? null,
    weight: line.number('weight') ?? null,
    since: line.number('lastchg') ?? null,
    mode: line.text('mode') || null,
    balance: balance === '' || balance === 'unknown' ? null : balance,
  }
}
