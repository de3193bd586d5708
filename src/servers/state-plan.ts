import type {ServerState} from '../protocol/commands/server/show-servers-state.ts'
import {nameOf} from './server.ts'
import {disabledByConfiguration, field, isConfigured, type StateSetting, settingNames, valueOf} from './state-settings.ts'

/** A setting of a server that is not as it was saved. */
export interface StateDifference {
  /** `BACKEND/SERVER` */
  readonly server: string
  readonly setting: StateSetting
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
  const found = settingNames
    .filter((setting) => isTold(setting, saved, running))
    .map((setting): StateDifference => ({server, setting, was: valueOf(setting, running), saved: valueOf(setting, saved)}))
    // what one of the two versions does not tell cannot be compared
    .filter(({was, saved}) => was !== saved && was !== '' && saved !== '')
    .map((difference) => {
      const why = obstacle(difference, saved, running)
      return why === undefined ? difference : {...difference, why}
    })
  return found.toSorted((one, other) => rank(one, found) - rank(other, found))
}

/** Where checks go to that one of the two does not have says nothing. */
function isTold(setting: StateSetting, saved: ServerState, running: ServerState): boolean {
  const [, what] = /^(check|agent)-/.exec(setting) ?? []
  return (what !== 'check' && what !== 'agent') || (isConfigured(saved, what) && isConfigured(running, what))
}

/** Traffic is kept away before anything else and let come last; HAProxy takes a place of checks while they are on only. */
function rank({setting, saved}: StateDifference, all: readonly StateDifference[]): number {
  const at = settingNames.indexOf(setting)
  if (setting === 'state') return saved === 'ready' ? at : -1
  return (setting === 'check' || setting === 'agent') && saved === 'off' && all.length > 1 ? settingNames.indexOf(`${setting}-port`) + 0.5 : at
}

/** Why no command brings a setting back; with the one that comes near, where there is one. */
function obstacle({server, setting, saved: wanted}: StateDifference, saved: ServerState, running: ServerState): string | undefined {
  if (setting === 'state')
    return disabledByConfiguration(saved) && !disabledByConfiguration(running) ? 'haproxy.cfg had it disabled then, and has not now' : undefined
  if (setting === 'address') return addressObstacle(saved, running)
  if (setting === 'fqdn')
    return [field(saved, 'srv_fqdn'), field(running, 'srv_fqdn')].includes('-') ? 'a name comes and goes with haproxy.cfg only' : undefined
  if (setting === 'check' || setting === 'agent') {
    if (!isConfigured(running, setting)) return `haproxy.cfg gives it no such checks now`
    return isConfigured(saved, setting) ? undefined : 'haproxy.cfg gave it no such checks then'
  }
  const [, what, part] = /^(check|agent)-(addr|port)$/.exec(setting) ?? []
  if (what !== 'check' && what !== 'agent') return undefined
  const command = `hactl server ${what === 'check' ? 'health' : 'agent'} ${server}`
  const near = wanted === '-' ? field(saved, `srv_${part}`) : wanted
  if (part === 'addr' && wanted === '-') return `HAProxy takes no word for none: ${command} --addr ${near} comes near, a reload brings it back`
  if (valueOf(what, running) === 'off' && valueOf(what, saved) === 'off')
    return `HAProxy takes it while the checks are on only: ${command} --enable --${part} ${near}, then --disable`
  return undefined
}

function addressObstacle(saved: ServerState, running: ServerState): string | undefined {
  if ([saved, running].some((state) => field(state, 'srv_fqdn') !== '-')) return 'its name is resolved by HAProxy'
  if ([saved, running].some((state) => field(state, 'srv_addr') === '-')) return 'it is no IP address'
  const mapped = !saved.number('srv_port') && running.number('srv_port')
  // HAProxy says no then, and sets the port to 0 all the same
  return mapped && isConfigured(running, 'check') && ['0', ''].includes(field(running, 'srv_check_port'))
    ? 'its health checks have no port of their own: only a reload gives it the port of the client’s connection again'
    : undefined
}
