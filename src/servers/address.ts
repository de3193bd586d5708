import {isIP, isIPv4, isIPv6} from 'node:net'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {portText, type ServerPort, setServerAddr} from '../protocol/commands/server/set-server-addr.ts'
import {HactlError} from '../protocol/error.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {nameOf, type Server} from './server.ts'

/** What is wanted; what was not said stays. */
interface Endpoint {
  readonly address: string | null
  readonly port: ServerPort | null
}

const form = /^(?:\[(?<bracketed>[^\]]+)\]|(?<bare>[^[\]:]*))(?::(?<sign>[+-]?)(?<digits>\d{1,5}))?$/

/** @throws HactlError `server-address-invalid` */
function endpointIn(text: string): Endpoint {
  // an IPv6 address without brackets has no port
  if (isIPv6(text)) return {address: parseIp(text), port: null}
  const {bracketed, bare, sign = '', digits} = form.exec(text)?.groups ?? {}
  const port = digits === undefined ? null : sign === '' ? {number: parsePort(digits), offset: false} : {number: parseOffset(sign, digits), offset: true}
  if (bracketed !== undefined && isIPv6(bracketed)) return {address: parseIp(bracketed), port}
  if (bare !== undefined && isIPv4(bare)) return {address: bare, port}
  if (bare === '' && port !== null) return {address: null, port}
  throw invalid(
    `the address of a server is IP, IP:PORT or :PORT, where PORT may be an offset (+N, -N), not ${JSON.stringify(text)}`,
    'HAProxy looks up no name here: hactl server fqdn changes that of a server with resolvers',
  )
}

/** HAProxy cuts what is longer. @throws HactlError `server-address-invalid` */
function parseOffset(sign: string, digits: string): number {
  const number = Number(digits)
  if (number <= 32_767) return sign === '-' ? 0 - number : number
  throw invalid(`an offset to the port of the client is -32767 to +32767, not ${JSON.stringify(`${sign}${digits}`)}`)
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

const textOf = (address: string | null, port: ServerPort | null): string | null =>
  address === null ? null : port === null ? address : `${address.includes(':') ? `[${address}]` : address}:${portText(port)}`

/** As it is shown: an offset above 0 looks like a port. */
const shownPort = ({port}: Server): ServerPort | null => (port === null ? null : {number: port, offset: port < 0})

/** Whether the port that is shown may be an offset: not where checks without a port of their own go to it. */
const mayBeOffset = ({dialect: {tellsOffsets, tellsCheckPlaces}}: RuntimeClient, {checks, checkPort}: Server): boolean =>
  !tellsOffsets && !(tellsCheckPlaces && checks !== null && checkPort === null)

/** HAProxy says that it takes no offset, and sets the address, or the port as it is, all the same. @throws HactlError `server-address-invalid` */
function requireMappable({dialect}: RuntimeClient, servers: readonly Server[]): void {
  const own = servers.find(({checks, checkPort, port}) => checks !== null && checkPort === null && port !== null && port > 0)
  if (own && dialect.tellsCheckPlaces)
    throw invalid(
      `${nameOf(own)} has health checks that go to its own port: HAProxy takes no offset for it`,
      `hactl server health ${nameOf(own)} --port PORT gives them one`,
    )
}

/** @throws HactlError `server-address-invalid` */
export function addressChange(client: RuntimeClient, servers: readonly Server[], text: string): Change<string | null> {
  const {address, port} = endpointIn(text)
  const without = servers.filter((server) => server.address === null)
  if (without.length > 0)
    throw invalid(
      `${without.map(nameOf).join(', ')} ${without.length === 1 ? 'has' : 'have'} no IP address that could be changed`,
      'a unix socket, or a name that was not found: hactl server show tells more',
    )
  if (port?.offset) requireMappable(client, servers)
  const {mapsUncheckedPorts, tellsCheckPlaces} = client.dialect
  // where the offset may be refused it goes ahead, so that nothing has changed then
  const apart = port?.offset === true && address !== null && !(mapsUncheckedPorts && tellsCheckPlaces)
  /** The port that each had, by HAProxy's own answer to the change. */
  const former = new Map<Server, ServerPort | null>()
  const before = new Set(servers)
  const formerPort = (server: Server): ServerPort | null => {
    const told = former.get(server)
    // it was asked, and had nothing to change
    return told === null && port?.offset ? port : (told ?? shownPort(server))
  }
  return {
    steps: (server) => {
      const [name, ip] = [nameOf(server), server.address ?? '']
      const portStep = {
        text: setServerAddr.encode(name, apart ? ip : (address ?? ip), port),
        permit: (target: RuntimeClient) => target.permit(setServerAddr),
        run: async (target: RuntimeClient) => void former.set(server, await target.run(setServerAddr, name, apart ? ip : (address ?? ip), port)),
      }
      return apart ? [portStep, step(setServerAddr, name, address, null)] : [portStep]
    },
    of: (server) => textOf(server.address, before.has(server) ? formerPort(server) : port?.offset ? port : shownPort(server)),
    stands: (now) => (address === null || sameIp(now.address ?? '', address)) && (port === null || samePort(now.port ?? 0, port.number)),
    undo: (server) => {
      const [ip, was] = [server.address ?? '', formerPort(server) ?? {number: 0, offset: true}]
      // what stayed is not sent: a port that is the client's, or an offset to it, would be fixed by it
      if (port === null) return ['addr', ip]
      if (was.offset && !port.offset && !mapsUncheckedPorts && server.checkPort === null) return undefined
      return ['addr', address === null ? `:${portText(was)}` : (textOf(ip, was) ?? ip)]
    },
    remarks: (now, was) => {
      const name = nameOf(now)
      const lost = port !== null && !port.offset && formerPort(was)?.offset !== false && !mapsUncheckedPorts && was.checkPort === null
      const mistaken = port !== null && !port.offset && former.get(was) === null && mayBeOffset(client, was)
      return [
        now.fqdn !== null && address !== null ? `${name} is ${now.fqdn}: its resolvers may set the address again` : undefined,
        lost ? `${name} had the port of the client's connection, or an offset to it; only a reload brings that back` : undefined,
        mistaken
          ? `${name}: this HAProxy does not tell port ${port.number} from the offset +${port.number}, and left which of them it is; another port first, and then this one, makes it the port`
          : undefined,
      ]
    },
  }
}

/** HAProxy keeps 16 bits. */
const samePort = (one: number, other: number): boolean => (one & 0xffff) === (other & 0xffff)

/**
 * `set server BACKEND/SERVER addr IP [port PORT]`, read back on a new connection. What is open stays where it is.
 *
 * @param servers from `findServers`
 * @param text `IP`, `IP:PORT`, `[IPV6]:PORT` or `:PORT`; what is left out stays. A port `+N` or `-N` is an offset to that of the client's connection
 * @throws HactlError `server-address-invalid` before anything is sent; `refused`, `permission-denied`, `proxy-unknown`, `servers-incomplete`; `change-unconfirmed`
 */
export const setServersAddress = async (
  client: RuntimeClient,
  servers: readonly Server[],
  text: string,
  options: ServersOptions = {},
): Promise<ServersReport<string | null>> => changeServers(client, servers, addressChange(client, servers, text), options)
