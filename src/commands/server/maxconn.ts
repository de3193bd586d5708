import {maxconnChange} from '../../servers/maxconn.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {ServerCommand} from '../base/server-command.ts'
import {patternArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerMaxconn extends ServerCommand {
  static override summary = 'set how many sessions servers take at a time'
  static override description =
    'What is more waits in the queue of the server. 0 is no limit. What is open stays, even above the new limit. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server maxconn be_old/web1 100',
    '<%= config.bin %> server maxconn "be_*/web*" 0 --yes',
    '<%= config.bin %> server maxconn "be_old/*" 50 --dry-run',
  ]
  static override args = {
    servers: patternArgument,
    maxconn: Args.string({description: 'how many; 0 is no limit', ignoreStdin: true, required: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerMaxconn)
    await this.changeAll(
      [args.servers],
      flags,
      {purpose: (chosen) => `set maxconn of ${chosen} to ${args.maxconn}`, planned: () => maxconnChange(args.maxconn)},
      () => ({value: (limit) => (limit === null ? 'without limit' : `limited to ${limit}`)}),
    )
  }
}
