import {delBackend} from '../../protocol/commands/backend/del-backend.ts'
import {deleteBackend} from '../../proxies/change-backend.ts'
import {changesView} from '../base/changes-view.ts'
import {durationFlag} from '../base/duration.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {backendArgument} from '../base/proxy-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class BackendDel extends TargetCommand {
  static override summary = 'delete a backend while HAProxy runs (HAProxy 3.4)'
  static override description =
    'One that is not published, has no servers and no sessions (--wait waits until both are gone), and that nothing in haproxy.cfg names; HAProxy tells what stands in the way. A wait that runs out or is interrupted ends with exit status 5. It must be confirmed; a backend of haproxy.cfg is there again after a reload. HAProxy before 3.4 cannot do that, which is told, with what to do instead.'
  static override examples = [
    '<%= config.bin %> backend del be_spare --yes',
    '<%= config.bin %> backend del be_spare --wait --wait-timeout 2m --dry-run',
    '<%= config.bin %> backend del be_spare --dry-run',
  ]
  static override args = {backend: backendArgument}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    wait: Flags.boolean({description: 'wait until it has neither servers nor sessions'}),
    'wait-timeout': durationFlag({description: 'how long (default 5m)', dependsOn: ['wait']}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackendDel)
    const client = await this.connect(flags)
    const {wait, 'wait-timeout': timeout, 'dry-run': dryRun} = flags
    // a name that there is not is told before anybody is asked
    const plan = await deleteBackend(client, args.backend, {wait, dryRun: true})
    if (!dryRun) {
      client.permit(delBackend)
      await this.confirm(`delete ${args.backend} on ${client.target.node}?`)
    }
    const report = dryRun ? plan : await deleteBackend(client, args.backend, {wait, timeout, ...this.listener})
    await this.show(report, changesView(report))
  }
}
