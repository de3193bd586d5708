import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerFqdn} from '../protocol/commands/server/set-server-fqdn.ts'
import {HactlError} from '../protocol/error.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {nameOf, type Server} from './server.ts'

/** For resolvers neither case nor the final dot says anything: HAProxy acknowledges such a change, and keeps the name that it has (2.2 writes the new one). */
const sameHost = (one: string, other: string): boolean => canonical(one) === canonical(other)

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '')

/** @throws HactlError `fqdn-missing` where a server has no name to be changed */
export function fqdnChange(servers: readonly Server[], fqdn: string): Change<string | null> {
  const without = servers.filter((server) => server.fqdn === null)
  if (without.length > 0)
    throw new HactlError('fqdn-missing', {
      exit: 2,
      message: `${without.map(nameOf).join(', ')} ${without.length === 1 ? 'has' : 'have'} no name that could be changed`,
      hint: 'only a server with a name and `resolvers` in haproxy.cfg has one; hactl server addr sets an address',
    })
  return {
    steps: (server) => [step(setServerFqdn, nameOf(server), fqdn)],
    of: (server) => server.fqdn,
    stands: (now) => sameHost(now.fqdn ?? '', fqdn),
    undo: (server) => ['fqdn', server.fqdn ?? ''],
    remarks: (now, was) =>
      now.address === was.address ? [`${nameOf(now)} keeps ${now.address ?? 'no address'} until its resolvers answer; hactl server show tells when`] : [],
  }
}

/**
 * `set server BACKEND/SERVER fqdn NAME`: the name that the resolvers of a server ask for. Its address follows when they answer.
 *
 * @param servers from `findServers`
 * @throws HactlError `fqdn-missing` before anything is sent; `refused`, `permission-denied`, `proxy-unknown`, `servers-incomplete`; `change-unconfirmed`
 */
export const setServersFqdn = async (
  client: RuntimeClient,
  servers: readonly Server[],
  fqdn: string,
  options: ServersOptions = {},
): Promise<ServersReport<string | null>> => changeServers(client, servers, fqdnChange(servers, fqdn), options)
