import {disableNamedFrontend} from '../../proxies/change-frontend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {frontendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class FrontendDisable extends TargetCommand {
  static override summary = 'let a frontend accept no new connections'
  static override description = 'New clients are refused until `hactl frontend enable`; what it has goes on.'
  static override examples = ['<%= config.bin %> frontend disable www', '<%= config.bin %> frontend disable www --dry-run']
  static override args = {frontend: frontendArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(FrontendDisable)
    const report = await disableNamedFrontend(await this.connect(flags), args.frontend, {dryRun: flags['dry-run']})
    await this.show(report, changesView(report))
  }
}
