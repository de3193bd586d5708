import {HactlError} from '../protocol/error.ts'
import {parseIp, parsePort} from './address.ts'
import type {Step} from './change.ts'
import {type CheckState, nameOf, type OperationalState, type Server} from './server.ts'

/** What is to be done about the checks of servers; what is not given stays. */
export interface ChecksWanted<State extends string> {
  /** Their result, until the next check. */
  readonly state?: State | undefined
  readonly checks?: 'enable' | 'disable' | undefined
  /** IP address that is checked. */
  readonly address?: string | undefined
  /** 0 is that of the server. */
  readonly port?: string | undefined
}

/** Health or agent of a server, and its checks, before or after a change. */
export interface Checked {
  readonly state: OperationalState | null
  readonly checks: CheckState | null
  /** Where the checks go to; `null` where that is the server itself, and before HAProxy 2.4. */
  readonly address: string | null
  readonly port: number | null
}

/** @throws HactlError `usage` for nothing at all; `server-address-invalid` */
export function requireAny({address, port, ...others}: ChecksWanted<string>): void {
  if (address !== undefined) parseIp(address)
  if (port !== undefined && port !== '0') parsePort(port)
  const given = [address, port, ...Object.values(others)].filter((value) => value !== undefined)
  if (given.length > 0) return
  throw new HactlError('usage', {
    exit: 2,
    message: 'nothing was asked for: name a state, --enable, --disable, --addr or --port',
    hint: 'hactl server show BACKEND/SERVER tells how its checks are',
  })
}

/** @param reasonOf why a server cannot be meant @throws HactlError `check-missing`: nothing was sent */
export function requireFit(servers: readonly Server[], reasonOf: (server: Server) => string | undefined): void {
  const [first, ...others] = servers.flatMap((server) => {
    const reason = reasonOf(server)
    return reason === undefined ? [] : [`${nameOf(server)} ${reason}`]
  })
  if (first === undefined) return
  throw new HactlError('check-missing', {
    exit: 2,
    message: [first, ...others].join('; '),
    hint: 'nothing was changed; hactl server list -o json --fields server,checks,agent,tracked tells what each has',
  })
}

/** Why the checks of a server cannot be ruled: HAProxy takes a place for those that are on only, and no word of an agent that is off. */
export function unfit(what: 'health' | 'agent', checks: CheckState | null, {checks: wished}: ChecksWanted<string>, needsOn: boolean): string | undefined {
  if (checks === null) return `has no ${what} checks in haproxy.cfg`
  return needsOn && checks === 'disabled' && wished !== 'enable' ? `has its ${what} checks disabled: --enable them` : undefined
}

/** The words of a command line that bring back what differs; none where nothing does, or no command brings it back. @param wanted what HAProxy shows of it */
export function undoWords({state, checks, address, port}: ChecksWanted<string>, was: Checked, server: Server): string[] {
  const former = was.state === 'starting' ? 'up' : (was.state ?? 'up')
  // a check without an address of its own goes where the server is, and there is no word for that
  const place = was.address ?? server.address
  return [
    ...(state === undefined || state === former ? [] : [former]),
    ...(checks === undefined ? [] : [was.checks === 'disabled' ? '--disable' : '--enable']),
    ...(address === undefined || address === was.address || place === null ? [] : ['--addr', place]),
    ...(port === undefined || Number(port) === (was.port ?? 0) ? [] : ['--port', String(was.port ?? 0)]),
  ]
}

/** What undoes a change of the place of checks does not bring back. */
export function lostPlace({address}: ChecksWanted<string>, was: Checked, server: Server): string | undefined {
  if (address === undefined || was.address !== null) return undefined
  const near = server.address === null ? 'no command does' : `${server.address} comes near`
  return `the checks of ${nameOf(server)} had no address of their own, and went where it went: only a reload brings that back, ${near}`
}

/** HAProxy before 2.4. */
export const unseenPlace = (server: Server): string =>
  `this HAProxy does not tell where the checks of ${nameOf(server)} went before: no command brings that back`

/** The steps that are wanted, in their order. */
export const stepsOf = (...steps: readonly (Step | undefined)[]): Step[] => steps.filter((each) => each !== undefined)

/** Why a server is not what it was set to, or will not stay so. */
export function remarkOn(state: string | undefined, now: Server, checks: CheckState | null): string | undefined {
  if (state === undefined) return undefined
  const name = nameOf(now)
  const is = now.state === 'starting' ? 'up' : now.state
  if (is !== state) return `${name} is ${now.state ?? 'unknown'} all the same: ${now.admin === 'maint' ? 'it is in maintenance' : 'its other checks say so'}`
  return checks === 'enabled' ? `${name}: its checks go on, and the next ones decide again; --disable ends them` : undefined
}
