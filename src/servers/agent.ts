import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerAgent} from '../protocol/commands/server/set-server-agent.ts'
import {setServerAgentAddr} from '../protocol/commands/server/set-server-agent-addr.ts'
import {setServerAgentPort} from '../protocol/commands/server/set-server-agent-port.ts'
import {setServerAgentSend} from '../protocol/commands/server/set-server-agent-send.ts'
import {switchAgent} from '../protocol/commands/server/switch-checks.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {type Checked, type ChecksWanted, lostPlace, remarkOn, requireAny, requireFit, stepsOf, undoWords, unfit, unseenPlace} from './checks.ts'
import {nameOf, type Server} from './server.ts'

/** What is to be done about the agent checks of servers; what is not given stays. */
export interface AgentWanted extends ChecksWanted<'up' | 'down'> {
  /** What the agent is told when it is asked, as it is: no line feed can be sent. */
  readonly send?: string | undefined
}

const agentOf = ({state, agent, agentAddress, agentPort}: Server): Checked => ({state, checks: agent, address: agentAddress, port: agentPort})

/** @throws HactlError `check-missing`, `server-address-invalid`, `usage` */
export function agentChange(client: RuntimeClient, servers: readonly Server[], wanted: AgentWanted): Change<Checked> {
  const {state, checks, address, port, send} = wanted
  requireAny(wanted)
  if (port !== undefined) client.require(setServerAgentPort)
  const {tellsCheckPlaces} = client.dialect
  // nothing tells what the agent was told before, and 2.2 does not tell where it was asked
  const unseen = send !== undefined || (address !== undefined && !tellsCheckPlaces)
  const seen = tellsCheckPlaces ? wanted : {...wanted, address: undefined}
  const needsOn = [state, address, port, send].some((each) => each !== undefined)
  requireFit(servers, ({agent}) => unfit('agent', agent, wanted, needsOn))
  return {
    steps: (server) => {
      const name = nameOf(server)
      return stepsOf(
        checks === 'enable' ? step(switchAgent.enable, name) : undefined,
        address === undefined ? undefined : step(setServerAgentAddr, name, address),
        port === undefined ? undefined : step(setServerAgentPort, name, Number(port)),
        send === undefined ? undefined : step(setServerAgentSend, name, send),
        state && step(setServerAgent, name, state),
        // last: HAProxy takes no word of an agent that is off
        checks === 'disable' ? step(switchAgent.disable, name) : undefined,
      )
    },
    of: agentOf,
    unseen,
    undo: (server) => {
      const words = undoWords(seen, {...agentOf(server), state: server.state === 'down' ? 'down' : 'up'}, server)
      return words.length === 0 ? undefined : ['agent', ...words]
    },
    remarks: (now, was) => [
      remarkOn(state, now, now.agent),
      send === undefined ? undefined : `HAProxy does not tell what the agent of ${nameOf(now)} was told before: no command brings that back`,
      address === undefined || tellsCheckPlaces ? lostPlace(seen, agentOf(was), was) : unseenPlace(now),
    ],
  }
}

/**
 * Agent checks of servers: `set server … agent up|down`, as if the agent had said so, `enable agent` and `disable agent`, where the agent is asked and what it
 * is told.
 *
 * @param servers from `findServers`
 * @throws HactlError before anything is sent: `check-missing`, `server-address-invalid`, `usage`, `unsupported`; later `permission-denied`, `proxy-unknown`,
 * `servers-incomplete`
 */
export const setServersAgent = async (
  client: RuntimeClient,
  servers: readonly Server[],
  wanted: AgentWanted,
  options: ServersOptions = {},
): Promise<ServersReport<Checked>> => changeServers(client, servers, agentChange(client, servers, wanted), options)
