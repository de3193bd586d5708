import {setServerAddr} from '../protocol/commands/server/set-server-addr.ts'
import {setServerAgentAddr} from '../protocol/commands/server/set-server-agent-addr.ts'
import {setServerAgentPort} from '../protocol/commands/server/set-server-agent-port.ts'
import {setServerCheckAddr} from '../protocol/commands/server/set-server-check-addr.ts'
import {setServerCheckPort} from '../protocol/commands/server/set-server-check-port.ts'
import {setServerFqdn} from '../protocol/commands/server/set-server-fqdn.ts'
import {setServerSsl} from '../protocol/commands/server/set-server-ssl.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {setServerWeight} from '../protocol/commands/server/set-server-weight.ts'
import type {ServerState} from '../protocol/commands/server/show-servers-state.ts'
import {switchAgent, switchHealth} from '../protocol/commands/server/switch-checks.ts'
import {type Step, step} from './change.ts'
import {portOf} from './server.ts'
import type {StateDifference} from './state-plan.ts'
import {field, type StateSetting} from './state-settings.ts'

type Making = (server: string, wanted: string, states: {readonly saved: ServerState; readonly running: ServerState}) => Step

const portWanted = (text: string): number => (text === '-' ? 0 : Number(text))

const steps: Readonly<Record<StateSetting, Making>> = {
  fqdn: (server, wanted) => step(setServerFqdn, server, wanted),
  address: (server, _, {saved, running}) => {
    const port = portOf(saved.number('srv_port') ?? 0)
    // a port that is sent stays: a server that has the one of the client's connection, or an offset to it, would lose it
    const stays = field(saved, 'srv_port') === field(running, 'srv_port')
    return step(setServerAddr, server, field(saved, 'srv_addr'), stays ? null : {number: port ?? 0, offset: port === null || port < 0})
  },
  ssl: (server, wanted) => step(setServerSsl, server, wanted === 'on' ? 'on' : 'off'),
  check: (server, wanted) => step(wanted === 'on' ? switchHealth.enable : switchHealth.disable, server),
  'check-addr': (server, wanted) => step(setServerCheckAddr, server, wanted),
  'check-port': (server, wanted) => step(setServerCheckPort, server, portWanted(wanted)),
  agent: (server, wanted) => step(wanted === 'on' ? switchAgent.enable : switchAgent.disable, server),
  'agent-addr': (server, wanted) => step(setServerAgentAddr, server, wanted),
  'agent-port': (server, wanted) => step(setServerAgentPort, server, portWanted(wanted)),
  // a static balance algorithm takes no number
  weight: (server, wanted, {running}) => step(setServerWeight, server, wanted === field(running, 'srv_iweight') ? '100%' : wanted),
  state: (server, wanted) => step(setServerState, server, wanted === 'maint' || wanted === 'drain' ? wanted : 'ready'),
}

/** The wire command that brings a setting back. */
export const stepFor = ({server, setting, saved}: StateDifference, states: {readonly saved: ServerState; readonly running: ServerState}): Step =>
  steps[setting](server, saved, states)
