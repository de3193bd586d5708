import type {ServerState} from '../protocol/commands/server/show-servers-state.ts'
import type {StatLine} from '../stats/stat-line.ts'

/** What HAProxy gives a server: traffic, only what it has already, or nothing. */
export type AdminState = 'ready' | 'drain' | 'maint'

/** Who wants it so: `forced`, the operator or the configuration; `tracked`, the server that it follows; `resolution`, its name has no address. */
export type AdminReason = 'forced' | 'tracked' | 'resolution'

/** What HAProxy thinks of its health; `starting` is the time of `slowstart`. */
export type OperationalState = 'up' | 'starting' | 'stopping' | 'down'

/** Of health checks and agent checks: `paused` is while the server is in maintenance. */
export type CheckState = 'enabled' | 'disabled' | 'paused'

/** A server of a backend. `null` is what HAProxy does not tell. */
export interface Server {
  readonly backend: string
  readonly server: string
  readonly admin: AdminState
  /** `null` for `ready`. */
  readonly reason: AdminReason | null
  /** What it was set to, by hand or by `disabled` in the configuration. `admin` is more where a server that it follows, or a name without an address, adds to it. */
  readonly forced: AdminState
  readonly state: OperationalState | null
  /** In seconds. */
  readonly since: number | null
  /** 0 to 256, as it was last set. */
  readonly weight: number | null
  /** That of the configuration. */
  readonly initialWeight: number | null
  readonly backup: boolean
  /** `null` where it is no IP address: a unix socket, or a name without an address. */
  readonly address: string | null
  /** `null` where the server takes the port of the client's connection; below 0 an offset to it. HAProxy shows an offset above 0 as if it were the port. */
  readonly port: number | null
  readonly sessions: number | null
  /** `maxconn` of the server; `null` without one. */
  readonly sessionLimit: number | null
  /** Requests that wait for this server. */
  readonly queue: number | null
  /** Sessions that came here since HAProxy started by other means than load balancing: by a cookie, a stick table, `use-server`. */
  readonly persistent: number | null
  /** `NAME=VALUE` of the cookie that keeps a client at this server; `null` without one, and on sockets of level user. */
  readonly cookie: string | null
  /** The name that its resolvers ask for; `null` without one. */
  readonly fqdn: string | null
  /** Result of the last health check (`L7OK`, `L4CON`); `null` without checks. */
  readonly check: string | null
  /** Health checks; `null` where none are configured. */
  readonly checks: CheckState | null
  /** Where they go to; `null` where that is the address of the server, and before HAProxy 2.4. */
  readonly checkAddress: string | null
  readonly checkPort: number | null
  /** Agent checks; `null` where none are configured. */
  readonly agent: CheckState | null
  /** Where the agent is asked; `null` where that is the address of the server, and before HAProxy 2.4. */
  readonly agentAddress: string | null
  readonly agentPort: number | null
  /** `BACKEND/SERVER` whose health this one follows. */
  readonly tracked: string | null
}

/** `srv_op_state`, in HAProxy's order (server-t.h). */
const operationalStates: readonly OperationalState[] = ['down', 'starting', 'up', 'stopping']

/** `srv_admin_state` is a mask of these (management guide 9.3, server-t.h SRV_ADMF_*). */
const flags = {forcedMaint: 0x01, inheritedMaint: 0x02, forcedDrain: 0x08, inheritedDrain: 0x10, resolution: 0x20}
const maint = flags.forcedMaint | flags.inheritedMaint | flags.resolution
const drain = flags.forcedDrain | flags.inheritedDrain

export function adminState(mask: number): Pick<Server, 'admin' | 'reason' | 'forced'> {
  const forced = forcedState(mask)
  if (mask & maint) return {admin: 'maint', reason: reasonOf(mask, flags.forcedMaint, flags.inheritedMaint), forced}
  if (mask & drain) return {admin: 'drain', reason: reasonOf(mask, flags.forcedDrain, flags.inheritedDrain), forced}
  return {admin: 'ready', reason: null, forced}
}

/** `disabled` in the configuration sets the flag of maintenance, too, beside one of its own (0x04) that stays. */
export function forcedState(mask: number): AdminState {
  if (mask & flags.forcedMaint) return 'maint'
  return mask & flags.forcedDrain ? 'drain' : 'ready'
}

function reasonOf(mask: number, forced: number, inherited: number): AdminReason {
  if (mask & forced) return 'forced'
  return mask & inherited ? 'tracked' : 'resolution'
}

/** `srv_check_state` and `srv_agent_state` are masks of these, too (check-t.h CHK_ST_*). */
const checkFlags = {configured: 0x02, enabled: 0x04, paused: 0x08}

function checkState(mask: number): CheckState | null {
  if (!(mask & checkFlags.configured)) return null
  if (!(mask & checkFlags.enabled)) return 'disabled'
  return mask & checkFlags.paused ? 'paused' : 'enabled'
}

/**
 * What the two answers say of one server together.
 *
 * @param cookie name of the backend's cookie
 */
export function serverOf({backend, server, fields, number}: ServerState, line: StatLine, cookie: string): Server {
  const textOf = (name: string): string | null => (fields[name] === '-' ? null : (fields[name] ?? null))
  const [total, balanced] = [line.number('stot'), line.number('lbtot')]
  const kept = line.text('cookie')
  return {
    backend,
    server,
    ...adminState(number('srv_admin_state') ?? 0),
    state: operationalStates[number('srv_op_state') ?? -1] ?? null,
    since: line.number('lastchg') ?? null,
    weight: number('srv_uweight') ?? null,
    initialWeight: number('srv_iweight') ?? null,
    backup: line.number('bck') === 1,
    address: textOf('srv_addr'),
    port: portOf(number('srv_port') ?? 0),
    sessions: line.number('scur') ?? null,
    sessionLimit: line.number('slim') ?? null,
    queue: line.number('qcur') ?? null,
    // a connection that is tried again is balanced again
    persistent: total === undefined || balanced === undefined ? null : Math.max(0, total - balanced),
    cookie: cookie && kept ? `${cookie}=${kept}` : null,
    fqdn: textOf('srv_fqdn'),
    check: line.text('check_status').replace(/^\* /, '') || null,
    checks: checkState(number('srv_check_state') ?? 0),
    checkAddress: textOf('srv_check_addr'),
    checkPort: number('srv_check_port') || null,
    agent: checkState(number('srv_agent_state') ?? 0),
    agentAddress: textOf('srv_agent_addr'),
    agentPort: number('srv_agent_port') || null,
    tracked: line.text('tracked') || null,
  }
}

/** HAProxy writes an offset below 0 as an unsigned int. */
export const portOf = (told: number): number | null => (told > 65_535 ? told - 2 ** 32 : told) || null

/** `BACKEND/SERVER`, as HAProxy's commands have it. */
export const nameOf = ({backend, server}: Pick<Server, 'backend' | 'server'>): string => `${backend}/${server}`

/** `10.0.0.1:80`, `[::1]:80`; without the port where the client chooses it. */
export function endpoint(address: string, port: number | null): string {
  if (port === null) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
