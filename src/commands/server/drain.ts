import {dryRunFlag} from '../base/map-flags.ts'
import {ServerCommand} from '../base/server-command.ts'
import {serversArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerDrain extends ServerCommand {
  static override summary = 'keep servers from new traffic, and let them end what they have'
  static override description =
    'Load balancing leaves them out; requests that a cookie or a stick table sends to them still come, and so do those of open connections. Health checks go on. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server drain be_old/web1',
    '<%= config.bin %> server drain "be_*/web*" --yes',
    '<%= config.bin %> server drain "be_old/*" --dry-run',
  ]
  static override args = {servers: serversArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerDrain)
    await this.setState('drain', args.servers, flags)
  }
}
