import {limitFrontend} from '../../proxies/change-frontend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {frontendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class FrontendMaxconn extends TargetCommand {
  static override summary = 'set how many connections a frontend takes at once'
  static override description =
    'Others wait in the queue of the system. The limit of the process stands above it: `hactl limit show`. HAProxy itself takes whatever is no number for 0, and then accepts nothing: here that is refused.'
  static override examples = ['<%= config.bin %> frontend maxconn www 5000', '<%= config.bin %> frontend maxconn www 5000 --dry-run']
  static override args = {
    frontend: frontendArgument,
    maxconn: Args.string({description: 'connections, at least 1', ignoreStdin: true, required: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(FrontendMaxconn)
    const report = await limitFrontend(await this.connect(flags), args.frontend, args.maxconn, {dryRun: flags['dry-run']})
    await this.show(report, changesView(report, {subject: ({name}) => `maxconn of ${name} is`}))
  }
}
