import {agentChange} from '../../servers/agent.ts'
import {checkFlags, wantedText} from '../base/checks-flags.ts'
import {checkedText} from '../base/checks-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args, Flags} from '../base/oclif.ts'
import {ServerCommand} from '../base/server-command.ts'
import {patternArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerAgent extends ServerCommand {
  static override summary = 'say what the agents of servers would, and rule their agent checks'
  static override description =
    'A state lasts until the agent is asked again; with --disable it stays. --addr, --port and --send set where it is asked, and what it is told. `hactl server show` tells how it is. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server agent be_api/web1 down',
    '<%= config.bin %> server agent be_api/web1 up --disable',
    '<%= config.bin %> server agent "be_api/*" --enable --yes',
    '<%= config.bin %> server agent be_api/web1 --port 9999 --send web1 --dry-run',
  ]
  static override args = {
    servers: patternArgument,
    state: Args.option({description: 'up or down', ignoreStdin: true, options: ['up', 'down'] as const})(),
  }
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    ...checkFlags,
    send: Flags.string({description: 'what the agent is told when it is asked', helpValue: 'TEXT'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerAgent)
    const checks = flags.enable ? 'enable' : flags.disable ? 'disable' : undefined
    const wanted = {state: args.state, checks, address: flags.addr, port: flags.port, send: flags.send} as const
    await this.changeAll(
      [args.servers],
      flags,
      {purpose: (chosen) => `change the agent of ${chosen} (${wantedText(wanted)})`, planned: (servers, client) => agentChange(client, servers, wanted)},
      () => ({value: checkedText}),
    )
  }
}
