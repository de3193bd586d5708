import {publishNamedBackend} from '../../proxies/change-backend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {backendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class BackendPublish extends TargetCommand {
  static override summary = 'let rules choose a backend (HAProxy 3.4)'
  static override description =
    '`use_backend` and `default_backend` send requests to a published backend only. Those of haproxy.cfg are published from the start. HAProxy before 3.4 cannot do that, which is told, with what to do instead.'
  static override examples = ['<%= config.bin %> backend publish be_new', '<%= config.bin %> backend publish be_new --dry-run']
  static override args = {backend: backendArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackendPublish)
    const report = await publishNamedBackend(await this.connect(flags), args.backend, {dryRun: flags['dry-run']})
    await this.show(report, changesView(report))
  }
}
