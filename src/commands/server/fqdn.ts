import {fqdnChange} from '../../servers/fqdn.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {ServerCommand} from '../base/server-command.ts'
import {patternArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerFqdn extends ServerCommand {
  static override summary = 'set the name that the resolvers of servers ask for'
  static override description =
    'For servers with a name and `resolvers` in haproxy.cfg. The address follows when the resolvers answer; until then it stays. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server fqdn be_dns/web1 blue.example.com',
    '<%= config.bin %> server fqdn "be_dns/*" blue.example.com --dry-run',
  ]
  static override args = {
    servers: patternArgument,
    name: Args.string({description: 'the name', ignoreStdin: true, required: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerFqdn)
    await this.changeAll([args.servers], flags, {
      purpose: (chosen) => `set the name of ${chosen} to ${args.name}`,
      planned: (servers) => fqdnChange(servers, args.name),
    })
  }
}
