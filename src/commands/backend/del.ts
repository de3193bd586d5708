import {delBackend} from '../../protocol/commands/backend/del-backend.ts'
import {deleteBackend} from '../../proxies/change-backend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {backendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class BackendDel extends TargetCommand {
  static override summary = 'delete a backend while HAProxy runs (HAProxy 3.4)'
  static override description =
    'One that is not published, has no servers, and that nothing in haproxy.cfg names; HAProxy tells what stands in the way. It must be confirmed; a backend of haproxy.cfg is there again after a reload. HAProxy before 3.4 cannot do that, which is told, with what to do instead.'
  static override examples = ['<%= config.bin %> backend del be_spare --yes', '<%= config.bin %> backend del be_spare --dry-run']
  static override args = {backend: backendArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackendDel)
    const client = await this.connect(flags)
    // a name that there is not is told before anybody is asked
    const plan = await deleteBackend(client, args.backend, {dryRun: true})
    if (!flags['dry-run']) {
      client.permit(delBackend)
      await this.confirm(`delete ${args.backend} on ${client.target.node}?`)
    }
    const report = flags['dry-run'] ? plan : await deleteBackend(client, args.backend)
    await this.show(report, changesView(report))
  }
}
