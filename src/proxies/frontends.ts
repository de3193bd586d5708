import type {RuntimeClient} from '../client/runtime-client.ts'
import {readStatistics} from '../stats/stat.ts'
import type {StatLine} from '../stats/stat-line.ts'
import {chosenProxies, chosenProxy} from './chosen.ts'

/** A frontend, or the front of a `listen` section. `null` is what HAProxy does not tell, or not on a socket of this level. */
export interface Frontend {
  readonly frontend: string
  /** HAProxy's own word: `OPEN`, `FULL` (at its maxconn), `PAUSED` (disabled), `STOP` (shut down; on HAProxy before 2.6 also: disabled). */
  readonly status: string
  /** Connections that it has. */
  readonly sessions: number | null
  /** Its `maxconn`. */
  readonly sessionLimit: number | null
  /** Sessions in the last second. */
  readonly rate: number | null
  /** `rate-limit sessions` of the configuration; `null` without one. */
  readonly rateLimit: number | null
  readonly highestRate: number | null
  /** `http`, `tcp` */
  readonly mode: string | null
}

/**
 * The frontends, in HAProxy's order, as `show stat` tells of them. On 2.2 one that was shut down is not among them.
 *
 * @param name a name, or a pattern of `*` and `?`
 * @throws HactlError `proxy-unknown` when nothing has this name
 */
export async function listFrontends(client: RuntimeClient, name?: string): Promise<Frontend[]> {
  const {batches} = await readStatistics(client, {types: ['frontend']})
  const all: Frontend[] = []
  for await (const lines of batches) all.push(...lines.map(frontendOf))
  return chosenProxies(all, name, frontends)
}

/** One frontend. @throws HactlError `proxy-unknown`; `usage` for a pattern */
export async function findFrontend(client: RuntimeClient, name: string): Promise<Frontend> {
  return chosenProxy(await listFrontends(client), name, frontends)
}

const frontends = {what: 'frontend', nameOf: ({frontend}: Frontend) => frontend} as const

const frontendOf = (line: StatLine): Frontend => ({
  frontend: line.proxy,
  status: line.text('status'),
  sessions: line.number('scur') ?? null,
  sessionLimit: line.number('slim') ?? null,
  rate: line.number('rate') ?? null,
  rateLimit: line.number('rate_lim') || null,
  highestRate: line.number('rate_max') ?? null,
  mode: line.text('mode') || null,
})
