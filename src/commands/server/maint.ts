import {dryRunFlag} from '../base/map-flags.ts'
import {ServerCommand} from '../base/server-command.ts'
import {serversArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerMaint extends ServerCommand {
  static override summary = 'take servers out of service'
  static override description =
    'They get no traffic, not even by a cookie, and no health checks. What is under way goes on. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server maint be_old/web1',
    '<%= config.bin %> server maint "be_*/web*" --yes',
    '<%= config.bin %> server maint "be_old/*" --dry-run',
  ]
  static override args = {servers: serversArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerMaint)
    await this.setState('maint', args.servers, flags)
  }
}
