import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerCheckAddr} from '../protocol/commands/server/set-server-check-addr.ts'
import {setServerCheckPort} from '../protocol/commands/server/set-server-check-port.ts'
import {setServerHealth} from '../protocol/commands/server/set-server-health.ts'
import {switchHealth} from '../protocol/commands/server/switch-checks.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {type Checked, type ChecksWanted, lostPlace, remarkOn, requireAny, requireFit, stepsOf, undoWords, unfit, unseenPlace} from './checks.ts'
import {nameOf, type Server} from './server.ts'

/** What is to be done about the health of servers and its checks; what is not given stays. */
export type HealthWanted = ChecksWanted<'up' | 'stopping' | 'down'>

const healthOf = ({state, checks, checkAddress, checkPort}: Server): Checked => ({state, checks, address: checkAddress, port: checkPort})

/** @throws HactlError `check-missing`, `server-address-invalid`, `usage` */
export function healthChange(client: RuntimeClient, servers: readonly Server[], wanted: HealthWanted): Change<Checked> {
  const {state, checks, address, port} = wanted
  requireAny(wanted)
  if (address !== undefined) client.require(setServerCheckAddr)
  const movesChecks = address !== undefined || port !== undefined
  // 2.2 does not tell where they went
  const unseen = movesChecks && !client.dialect.tellsCheckPlaces
  requireFit(servers, (server) => {
    if (server.tracked !== null) return `follows ${server.tracked}, and has no health of its own`
    // 2.2 would say yes, and check what it has no address of
    return checks !== undefined || movesChecks ? unfit('health', server.checks, wanted, movesChecks) : undefined
  })
  return {
    steps: (server) => {
      const name = nameOf(server)
      return stepsOf(
        checks === 'enable' ? step(switchHealth.enable, name) : undefined,
        address === undefined ? undefined : step(setServerCheckAddr, name, address),
        port === undefined ? undefined : step(setServerCheckPort, name, Number(port)),
        checks === 'disable' ? step(switchHealth.disable, name) : undefined,
        // last: a check that is still on may have the last word else
        state && step(setServerHealth, name, state),
      )
    },
    of: healthOf,
    unseen,
    undo: (server) => {
      const words = undoWords(unseen ? {state, checks} : wanted, healthOf(server), server)
      return words.length === 0 ? undefined : ['health', ...words]
    },
    remarks: (now, was) => [remarkOn(state, now, now.checks), unseen ? unseenPlace(now) : lostPlace(wanted, healthOf(was), was)],
  }
}

/**
 * Health of servers: `set server … health up|stopping|down`, which lasts until the next check decides, `enable health` and `disable health`, and where the checks
 * go to. A server that follows another (`track`) has no health of its own.
 *
 * @param servers from `findServers`
 * @throws HactlError before anything is sent: `check-missing`, `server-address-invalid`, `usage`, `unsupported`; later `permission-denied`, `proxy-unknown`,
 * `refused`, `servers-incomplete`
 */
export const setServersHealth = async (
  client: RuntimeClient,
  servers: readonly Server[],
  wanted: HealthWanted,
  options: ServersOptions = {},
): Promise<ServersReport<Checked>> => changeServers(client, servers, healthChange(client, servers, wanted), options)
