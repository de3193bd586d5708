import type {ServerState} from '../protocol/commands/server/show-servers-state.ts'
import {endpoint, forcedState, portOf} from './server.ts'

/** What of the state of a server can be compared, in the order in which it is brought back. */
export const settingNames = ['fqdn', 'address', 'ssl', 'check', 'check-addr', 'check-port', 'agent', 'agent-addr', 'agent-port', 'weight', 'state'] as const

/** `check` and `agent` are `on` or `off`; where they go to, is `-` for the server itself. */
export type StateSetting = (typeof settingNames)[number]

/** Of `srv_admin_state` (server-t.h SRV_ADMF_CMAINT): the configuration had it disabled. */
const configuredMaint = 0x04
/** Of `srv_check_state` and `srv_agent_state` (check-t.h). */
const checkBits = {configured: 0x02, enabled: 0x04}

export const field = ({fields}: ServerState, name: string): string => fields[name] ?? ''
const has = (state: ServerState, name: string, mask: number): boolean => ((state.number(name) ?? 0) & mask) !== 0

export const disabledByConfiguration = (state: ServerState): boolean => has(state, 'srv_admin_state', configuredMaint)

/** Whether haproxy.cfg, or who has added the server, gives it such checks. */
export const isConfigured = (state: ServerState, what: 'check' | 'agent'): boolean => has(state, `srv_${what}_state`, checkBits.configured)

/** The value of a setting, for people and to compare; '' for what this HAProxy does not tell. */
export const valueOf = (setting: StateSetting, state: ServerState): string => values[setting](state)

const values: Readonly<Record<StateSetting, (state: ServerState) => string>> = {
  fqdn: (state) => field(state, 'srv_fqdn'),
  address: (state) => endpoint(field(state, 'srv_addr'), portOf(state.number('srv_port') ?? 0)),
  ssl: (state) => ({'0': 'off', '1': 'on'})[field(state, 'srv_use_ssl')] ?? '',
  check: (state) => switched(state, 'check'),
  'check-addr': (state) => field(state, 'srv_check_addr'),
  'check-port': (state) => place(field(state, 'srv_check_port')),
  agent: (state) => switched(state, 'agent'),
  'agent-addr': (state) => field(state, 'srv_agent_addr'),
  'agent-port': (state) => place(field(state, 'srv_agent_port')),
  weight: (state) => field(state, 'srv_uweight'),
  state: (state) => forcedState(state.number('srv_admin_state') ?? 0),
}

const switched = (state: ServerState, what: 'check' | 'agent'): string =>
  !isConfigured(state, what) ? 'none' : has(state, `srv_${what}_state`, checkBits.enabled) ? 'on' : 'off'
const place = (port: string): string => (port === '0' ? '-' : port)
