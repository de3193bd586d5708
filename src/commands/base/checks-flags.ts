import type {AgentWanted} from '../../servers/agent.ts'
import type {HealthWanted} from '../../servers/health.ts'
import {Flags} from './oclif.ts'

/** Flags of what rules the checks of servers. */
export const checkFlags = {
  enable: Flags.boolean({description: 'let the checks go on', exclusive: ['disable']}),
  disable: Flags.boolean({description: 'stop the checks: what was found last stays'}),
  addr: Flags.string({description: 'where the checks go to', helpValue: 'IP'}),
  port: Flags.string({description: 'and to which port; 0 is that of the server', helpValue: 'PORT'}),
}

/** `down, disable checks`, for a question. */
export const wantedText = ({state, checks, address, port, send}: HealthWanted & Pick<AgentWanted, 'send'>): string =>
  [state, checks && `${checks} checks`, address && `checks to ${address}`, port && `checks to port ${port}`, send && `send ${JSON.stringify(send)}`]
    .filter(Boolean)
    .join(', ')
