import {unpublishNamedBackend} from '../../proxies/change-backend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {backendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class BackendUnpublish extends TargetCommand {
  static override summary = 'let rules pass a backend over (HAProxy 3.4)'
  static override description =
    '`use_backend` goes on to the next rule as if its condition were false. What is under way goes on, and so do health checks. HAProxy before 3.4 cannot do that, which is told, with what to do instead.'
  static override examples = ['<%= config.bin %> backend unpublish be_old', '<%= config.bin %> backend unpublish be_old --dry-run']
  static override args = {backend: backendArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackendUnpublish)
    const report = await unpublishNamedBackend(await this.connect(flags), args.backend, {dryRun: flags['dry-run']})
    await this.show(report, changesView(report))
  }
}
