import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerMaxconn} from '../protocol/commands/server/set-server-maxconn.ts'
import {numberWithin} from '../proxies/number-within.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {nameOf, type Server} from './server.ts'

/** What an int of C holds. */
const highest = 2_147_483_647

/** @throws HactlError `number-invalid` */
export function maxconnChange(maxconn: string): Change<number | null> {
  const limit = numberWithin(maxconn, {what: 'maxconn of a server', least: 0, most: highest, hint: '0 is no limit'})
  return {
    steps: (server) => [step(setServerMaxconn, nameOf(server), limit)],
    of: ({sessionLimit}) => sessionLimit,
    stands: ({sessionLimit}) => (sessionLimit ?? 0) === limit,
    undo: ({sessionLimit}) => ['maxconn', String(sessionLimit ?? 0)],
  }
}

/**
 * `set maxconn server BACKEND/SERVER N`: how many sessions a server takes at a time; others wait in its queue.
 *
 * @param servers from `findServers`
 * @param maxconn 0, which is no limit, to 2,147,483,647
 * @throws HactlError `number-invalid` before anything is sent; `permission-denied`, `proxy-unknown`, `servers-incomplete`, `change-unconfirmed`
 */
export const setServersMaxconn = async (
  client: RuntimeClient,
  servers: readonly Server[],
  maxconn: string,
  options: ServersOptions = {},
): Promise<ServersReport<number | null>> => changeServers(client, servers, maxconnChange(maxconn), options)
