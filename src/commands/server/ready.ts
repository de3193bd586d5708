import {dryRunFlag} from '../base/map-flags.ts'
import {ServerCommand} from '../base/server-command.ts'
import {serversArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerReady extends ServerCommand {
  static override summary = 'let servers take traffic again'
  static override description =
    'Ends drain and maintenance, and takes health checks up again. A server that follows another (`track`) stays as that one is, which is told. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server ready be_old/web1',
    '<%= config.bin %> server ready "be_*/web*" --yes',
    '<%= config.bin %> server ready "be_old/*" --dry-run',
  ]
  static override args = {servers: serversArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerReady)
    await this.setState('ready', args.servers, flags)
  }
}
