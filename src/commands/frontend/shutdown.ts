import {shutdownFrontend} from '../../protocol/commands/frontend/shutdown-frontend.ts'
import {shutdownNamedFrontend} from '../../proxies/change-frontend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {frontendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class FrontendShutdown extends TargetCommand {
  static override summary = 'shut a frontend down until HAProxy is reloaded'
  static override description =
    'No command brings it back: only a reload does. What it has goes on. Without a master process its addresses are free for others then; with one (`haproxy -W`, seen on 2.6 to 3.4) the master keeps them, and new clients hang instead of being refused. It must be confirmed. `hactl frontend disable` refuses clients, and can be undone.'
  static override examples = ['<%= config.bin %> frontend shutdown www --yes', '<%= config.bin %> frontend shutdown www --dry-run']
  static override args = {frontend: frontendArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(FrontendShutdown)
    const client = await this.connect(flags)
    // a name that there is not is told before anybody is asked
    const plan = await shutdownNamedFrontend(client, args.frontend, {dryRun: true})
    if (!flags['dry-run']) {
      client.permit(shutdownFrontend)
      await this.confirm(`shut ${args.frontend} down on ${client.target.node}, until HAProxy is reloaded? with a master process, new clients will hang`)
    }
    const report = flags['dry-run'] ? plan : await shutdownNamedFrontend(client, args.frontend)
    await this.show(report, changesView(report, {value: (status) => status ?? 'gone'}))
  }
}
