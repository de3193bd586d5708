import {healthChange} from '../../servers/health.ts'
import {checkFlags, wantedText} from '../base/checks-flags.ts'
import {checkedText} from '../base/checks-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {ServerCommand} from '../base/server-command.ts'
import {patternArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerHealth extends ServerCommand {
  static override summary = 'say how healthy servers are, and rule their health checks'
  static override description =
    'A state lasts until the next check decides; with --disable it stays. `stopping` lets a server end what it has, as drain does. --addr and --port set where the checks go to. A server that follows another (`track`) has no health of its own; `hactl server show` tells how it is. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server health be_old/web1 down',
    '<%= config.bin %> server health be_api/web1 up --disable',
    '<%= config.bin %> server health "be_api/*" --enable --yes',
    '<%= config.bin %> server health be_api/web1 --port 8081 --dry-run',
  ]
  static override args = {
    servers: patternArgument,
    state: Args.option({description: 'up, stopping or down', ignoreStdin: true, options: ['up', 'stopping', 'down'] as const})(),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...checkFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerHealth)
    const wanted = {state: args.state, checks: flags.enable ? 'enable' : flags.disable ? 'disable' : undefined, address: flags.addr, port: flags.port} as const
    await this.changeAll(
      [args.servers],
      flags,
      {purpose: (chosen) => `change the health of ${chosen} (${wantedText(wanted)})`, planned: (servers, client) => healthChange(client, servers, wanted)},
      () => ({value: checkedText}),
    )
  }
}
