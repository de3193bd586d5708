import type {ServerState} from '../protocol/commands/server/show-servers-state.ts'
import {endpoint, nameOf} from './server.ts'

/** A setting of a server that is not as it was saved. */
export interface StateDifference {
  /** `BACKEND/SERVER` */
  readonly server: string
  readonly setting: 'state' | 'weight' | 'address' | 'fqdn' | 'ssl' | 'check' | 'agent'
  readonly was: string
  readonly saved: string
}

/** One that no command brings back, or that HAProxy refused to. */
export interface NotRestored extends StateDifference {
  readonly why: string
}

/** What has to be done, and what cannot be. */
export interface StatePlan {
  readonly changes: readonly StateDifference[]
  readonly left: readonly NotRestored[]
  /** Servers of the file that HAProxy does not have. */
  readonly missing: readonly string[]
  /** Servers of HAProxy that the file does not have: they stay as they are. */
  readonly others: readonly string[]
}

/** Bits of `srv_admin_state` (server-t.h SRV_ADMF_*): by hand; by the configuration; those of drain. */
const [forcedMaint, configuredMaint, forcedDrain] = [0x01, 0x04, 0x08]
/** Of `srv_check_state` and `srv_agent_state` (check-t.h). */
const enabled = 0x04

/** HAProxy 2.2 lists its own workers, too, as servers of a proxy that nobody has configured. */
export const withoutWorkers = (states: readonly ServerState[]): ServerState[] => states.filter(({backend}) => backend !== 'MASTER')

/** Compares the state of servers by their names, as HAProxy does when it loads a file. */
export function planState(all: readonly ServerState[], now: readonly ServerState[]): StatePlan {
  const [saved, running] = [withoutWorkers(all), withoutWorkers(now)]
  const there = new Map(running.map((state) => [nameOf(state), state]))
  const named = new Set(saved.map(nameOf))
  const found = saved.flatMap((state) => differencesOf(state, there.get(nameOf(state))))
  return {
    changes: found.filter((each) => !('why' in each)),
    left: found.filter((each) => 'why' in each),
    missing: saved.map(nameOf).filter((name) => !there.has(name)),
    others: [...there.keys()].filter((name) => !named.has(name)),
  }
}

function differencesOf(saved: ServerState, running: ServerState | undefined): (StateDifference | NotRestored)[] {
  if (!running) return []
  const server = nameOf(saved)
  const pairs = names.map((setting) => ({server, setting, was: settings[setting](running, saved), saved: settings[setting](saved, running)}))
  // what one of the two versions does not tell cannot be compared
  return pairs
    .filter(({was, saved}) => was !== saved && was !== '' && saved !== '')
    .map((difference) => {
      const why = obstacle(difference.setting, saved, running)
      return why === undefined ? difference : {...difference, why}
    })
}

const field = ({fields}: ServerState, name: string): string => fields[name] ?? ''
const bit = (state: ServerState, name: string, mask: number): string => (((state.number(name) ?? 0) & mask) === 0 ? 'off' : 'on')

function wanted(state: ServerState): string {
  const mask = state.number('srv_admin_state') ?? 0
  if (mask & forcedMaint) return 'maint'
  return mask & forcedDrain ? 'drain' : 'ready'
}

const settings: Readonly<Record<StateDifference['setting'], (state: ServerState, other: ServerState) => string>> = {
  state: wanted,
  weight: (state) => field(state, 'srv_uweight'),
  address: (state) => endpoint(field(state, 'srv_addr'), state.number('srv_port') || null),
  fqdn: (state) => field(state, 'srv_fqdn'),
  ssl: (state) => field(state, 'srv_use_ssl'),
  check: (state, other) => checks(state, other, 'check'),
  agent: (state, other) => checks(state, other, 'agent'),
}

const names = ['state', 'weight', 'address', 'fqdn', 'ssl', 'check', 'agent'] as const

/** Whether they are on, and the place of their own that they go to, as far as both tell it (2.2 does not). */
function checks(state: ServerState, other: ServerState, what: 'check' | 'agent'): string {
  const told = [`srv_${what}_addr`, `srv_${what}_port`].filter((name) => name in other.fields).map((name) => field(state, name))
  return [bit(state, `srv_${what}_state`, enabled), ...told.filter((place) => !['', '-', '0'].includes(place))].join(' ')
}

/** Why no command brings a setting back. */
function obstacle(setting: StateDifference['setting'], saved: ServerState, running: ServerState): string | undefined {
  const mask = saved.number('srv_admin_state') ?? 0
  const resolved = field(saved, 'srv_fqdn') !== '-' || field(running, 'srv_fqdn') !== '-'
  const withoutIp = field(saved, 'srv_addr') === '-' || field(running, 'srv_addr') === '-'
  if (setting === 'state' && mask & configuredMaint && !((running.number('srv_admin_state') ?? 0) & configuredMaint))
    return 'haproxy.cfg had it disabled then, and has not now'
  if (setting === 'address') return resolved ? 'its name is resolved by HAProxy' : withoutIp ? 'it is no IP address' : portObstacle(saved, running)
  return setting === 'state' || setting === 'weight' ? undefined : reasons[setting]
}

/** A port of 0 is that of the client's connection, until another one is set. */
const portObstacle = (saved: ServerState, running: ServerState): string | undefined =>
  !saved.number('srv_port') && running.number('srv_port') ? 'a reload gives it the port of the client’s connection again' : undefined

const reasons: Readonly<Record<Exclude<StateDifference['setting'], 'state' | 'weight' | 'address'>, string>> = {
  fqdn: 'set it with hactl server fqdn, where HAProxy resolves names',
  ssl: 'it is a setting of haproxy.cfg',
  check: 'set it with hactl server health',
  agent: 'set it with hactl server agent',
}
