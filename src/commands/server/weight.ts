import {weightChange} from '../../servers/weight.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {ServerCommand} from '../base/server-command.ts'
import {patternArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerWeight extends ServerCommand {
  static override summary = 'set the weight of servers'
  static override description =
    'From 0 to 256, or a percentage of the weight of the configuration. With 0 a server gets only what a cookie or a stick table sends. Where the balance algorithm is static (`balance source` without `hash-type consistent`, `static-rr`) HAProxy takes 0% and 100% only. More than one server must be confirmed.'
  static override examples = [
    '<%= config.bin %> server weight be_old/web1 50%',
    '<%= config.bin %> server weight "be_*/web*" 10 --yes',
    '<%= config.bin %> server weight "be_old/*" 100% --dry-run',
  ]
  static override args = {
    servers: patternArgument,
    weight: Args.string({description: '0 to 256, or 50% of the weight of the configuration', ignoreStdin: true, required: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerWeight)
    await this.changeAll(
      [args.servers],
      flags,
      {purpose: (chosen) => `set the weight of ${chosen} to ${args.weight}`, planned: () => weightChange(args.weight)},
      () => ({
        subject: ({name}) => `${name} has weight`,
        notes: ({now}) => (now === 0 && /[1-9]/.test(args.weight) ? ['HAProxy rounds down: with 0 only a cookie or a stick table sends traffic there'] : []),
      }),
    )
  }
}
