import type {RuntimeClient} from '../client/runtime-client.ts'
import {showServersConn} from '../protocol/commands/server/show-servers-conn.ts'
import {listServers} from './list.ts'
import {nameOf} from './server.ts'

/** Connections of HAProxy to one server. `null` is what this HAProxy does not tell. */
export interface ServerConnections {
  readonly backend: string
  readonly server: string
  /** In use now. */
  readonly used: number | null
  /** Most that were in use at once, of late. */
  readonly usedMax: number | null
  /** How many HAProxy expects to need. */
  readonly needed: number | null
  /** Idle, waiting to be used again. */
  readonly idle: number | null
  /** `pool-max-conn`; `null` without a limit. */
  readonly idleLimit: number | null
  /** Idle ones that were used again before: `http-reuse safe` takes these for anybody's first request. */
  readonly safe: number | null
  /** Idle ones that have not. */
  readonly unsafe: number | null
  /** Idle ones that belong to one client alone; from HAProxy 3.4 on. */
  readonly private: number | null
  /** Requests that are served now; from HAProxy 3.4 on. */
  readonly served: number | null
  /** ms after which half of the idle ones that are too many are closed. */
  readonly purgeDelay: number | null
  /** Idle ones of each thread. */
  readonly threads: readonly number[]
}

/**
 * `show servers conn`: connections to servers, in use and idle. Needs level user.
 *
 * @param name `BACKEND` or `BACKEND/SERVER`; each may hold `*` and `?`
 * @throws HactlError `proxy-unknown` when nothing has this name
 */
export async function serverConnections(client: RuntimeClient, name?: string): Promise<ServerConnections[]> {
  const wanted = new Set((await listServers(client, name)).map(nameOf))
  const found = (await client.run(showServersConn)).filter((server) => wanted.has(nameOf(server)))
  return found.map(({backend, server, threads, number}) => {
    const count = (field: string): number | null => number(field) ?? null
    const limit = count('idle_lim')
    return {
      backend,
      server,
      used: count('used_cur'),
      usedMax: count('used_max'),
      needed: count('need_est'),
      idle: count('idle_cur'),
      idleLimit: limit === -1 ? null : limit,
      safe: count('safe_nb'),
      unsafe: count('unsafe_nb'),
      private: count('idle_sess'),
      served: count('served'),
      purgeDelay: count('purge_delay'),
      threads,
    }
  })
}
