import {isIP, isIPv4, isIPv6} from 'node:net'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerAddr} from '../protocol/commands/server/set-server-addr.ts'
import {HactlError} from '../protocol/error.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {endpoint, nameOf, type Server} from './server.ts'

/** What is wanted; what was not said stays. */
interface Endpoint {
  readonly address: string | null
  readonly port: number | null
}

const form = /^(?:\[(?<bracketed>[^\]]+)\]|(?<bare>[^[\]:]*))(?::(?<digits>\d{1,5}))?$/

/** @throws HactlError `server-address-invalid` */
function endpointIn(text: string): Endpoint {
  // an IPv6 address without brackets has no port
  if (isIPv6(text)) return {address: parseIp(text), port: null}
  const {bracketed, bare, digits} = form.exec(text)?.groups ?? {}
  const port = digits === undefined ? null : parsePort(digits)
  if (bracketed !== undefined && isIPv6(bracketed)) return {address: parseIp(bracketed), port}
  if (bare !== undefined && isIPv4(bare)) return {address: bare, port}
  if (bare === '' && port !== null) return {address: null, port}
  throw invalid(
    `the address of a server is IP, IP:PORT or :PORT, not ${JSON.stringify(text)}`,
    'HAProxy looks up no name here: hactl server fqdn changes that of a server with resolvers',
  )
}

/** 1 to 65535: HAProxy takes the rest of what does not fit. @throws HactlError `server-address-invalid` */
export function parsePort(digits: string): number {
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0
  if (port >= 1 && port <= 65_535) return port
  throw invalid(`a port is 1 to 65535, not ${JSON.stringify(digits)}`)
}

/** @throws HactlError `server-address-invalid` for anything but an IP address: HAProxy would look it up and stand still, or refuse it */
export function parseIp(text: string): string {
  if (isIP(text) !== 0 && !text.includes('%')) return text
  throw invalid(`an IP address is needed, not ${JSON.stringify(text)}`)
}

export const invalid = (message: string, hint?: string): HactlError => new HactlError('server-address-invalid', {exit: 2, message, hint})

/** Two ways to write one address, `::1` and `0:0:0:0:0:0:0:1`, are equal. */
export const sameIp = (one: string, other: string): boolean => canonical(one) === canonical(other)

const canonical = (address: string): string => (isIPv6(address) ? new URL(`http://[${address}]/`).hostname : address)

const addressOf = ({address, port}: Server): string | null => (address === null ? null : endpoint(address, port))

/** @throws HactlError `server-address-invalid` */
export function addressChange(servers: readonly Server[], text: string): Change<string | null> {
  const {address, port} = endpointIn(text)
  const without = servers.filter((server) => server.address === null)
  if (without.length > 0)
    throw invalid(
      `${without.map(nameOf).join(', ')} ${without.length === 1 ? 'has' : 'have'} no IP address that could be changed`,
      'a unix socket, or a name that was not found: hactl server show tells more',
    )
  return {
    steps: (server) => [step(setServerAddr, nameOf(server), address ?? server.address ?? '', port)],
    of: addressOf,
    stands: (now) => (address === null || sameIp(now.address ?? '', address)) && (port === null || now.port === port),
    undo: (server) => {
      // what stayed is not sent: a port that is the client's, or an offset to it, would be fixed by it
      if (port === null) return ['addr', server.address ?? '']
      if (address !== null) return ['addr', addressOf(server) ?? '']
      return server.port === null ? undefined : ['addr', `:${server.port}`]
    },
    remark: (now, was) => {
      if (now.fqdn !== null && address !== null) return `${nameOf(now)} is ${now.fqdn}: its resolvers may set the address again`
      return port !== null && was.port === null ? `${nameOf(now)} had the port of the client's connection; only a reload brings that back` : undefined
    },
  }
}

/**
 * `set server BACKEND/SERVER addr IP [port PORT]`, read back on a new connection. What is open stays where it is.
 *
 * @param servers from `findServers`
 * @param text `IP`, `IP:PORT`, `[IPV6]:PORT` or `:PORT`; what is left out stays
 * @throws HactlError `server-address-invalid` before anything is sent; `refused`, `permission-denied`, `proxy-unknown`, `servers-incomplete`; `change-unconfirmed`
 */
export const setServersAddress = async (
  client: RuntimeClient,
  servers: readonly Server[],
  text: string,
  options: ServersOptions = {},
): Promise<ServersReport<string | null>> => changeServers(client, servers, addressChange(servers, text), options)
