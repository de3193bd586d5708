import {enableNamedFrontend} from '../../proxies/change-frontend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {frontendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class FrontendEnable extends TargetCommand {
  static override summary = 'let a frontend accept connections again'
  static override description = 'One that was shut down comes back with a reload only.'
  static override examples = ['<%= config.bin %> frontend enable www', '<%= config.bin %> frontend enable www --dry-run']
  static override args = {frontend: frontendArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(FrontendEnable)
    const report = await enableNamedFrontend(await this.connect(flags), args.frontend, {dryRun: flags['dry-run']})
    await this.show(report, changesView(report))
  }
}
