import type {RuntimeClient} from '../../client/runtime-client.ts'
import type {ServersReport} from '../../servers/change.ts'
import {findServers} from '../../servers/list.ts'
import {type AdminState, nameOf, type Server} from '../../servers/server.ts'
import {setServersState} from '../../servers/state.ts'
import type {View} from './command.ts'
import {TargetCommand, type TargetFlags} from './target-command.ts'

export interface ServerFlags extends TargetFlags {
  readonly 'dry-run': boolean
}

/** Servers that were chosen, and agreed upon where there is more than one. */
export interface Chosen {
  readonly client: RuntimeClient
  readonly servers: readonly Server[]
}

const until = 'until HAProxy is reloaded'

/** A command that changes servers. */
export abstract class ServerCommand extends TargetCommand {
  /** @param purpose what is to be done with them: `set … to drain`, the servers in between */
  protected async choose(names: readonly string[], flags: ServerFlags, purpose: (servers: string) => string): Promise<Chosen> {
    const client = await this.connect(flags)
    const servers = await findServers(client, names)
    if (servers.length > 1 && !flags['dry-run'])
      await this.confirm(`${purpose(`${servers.length} servers (${servers.map(nameOf).join(', ')})`)} on ${client.target.node}?`)
    return {client, servers}
  }

  protected async setState(state: AdminState, names: readonly string[], flags: ServerFlags): Promise<void> {
    const {client, servers} = await this.choose(names, flags, (chosen) => `set ${chosen} to ${state}`)
    const report = await setServersState(client, servers, state, {dryRun: flags['dry-run'], ...this.listener})
    await this.show(report, serversViewOf(report))
  }
}

/** What was done with servers, a line each; for a dry run the commands. */
export function serversViewOf<Value extends string | number | null>({changed}: ServersReport<Value>): View<ServersReport<Value>> {
  return {
    ...(changed
      ? {
          summary: ({servers}, style) =>
            servers.map((server) => `${style.green('✓')} ${nameOf(server)} is ${server.now} ${style.dim(`(was ${server.was}; ${until})`)}`).join('\n'),
        }
      : {text: ({commands}) => commands.join('\n')}),
    row: ({servers, commands, ...rest}) => ({servers: servers.map(nameOf).join(','), ...rest, commands: commands.join(';')}),
  }
}
