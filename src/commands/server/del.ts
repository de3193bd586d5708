import {delServer} from '../../protocol/commands/server/del-server.ts'
import {deleteServer} from '../../servers/delete.ts'
import {changesView} from '../base/changes-view.ts'
import {durationFlag} from '../base/duration.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {serverArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class ServerDel extends TargetCommand {
  static override summary = 'delete a server while HAProxy runs (HAProxy 2.6)'
  static override description =
    'One in maintenance (--maint sets it so), without connections (--wait waits until they are gone), that nothing in haproxy.cfg names. It must be confirmed: no command brings it back as it was; one of haproxy.cfg is there again after a reload. HAProxy is asked to wait (from 3.0 on) and then to delete, again and again until it is gone; --dry-run shows both once. A wait that runs out or is interrupted ends with exit status 5, and tells how to undo what was done.'
  static override examples = [
    '<%= config.bin %> server del be_old/web1 --yes',
    '<%= config.bin %> server del be_old/web1 --maint --wait --wait-timeout 2m --yes',
    '<%= config.bin %> server del be_old/web1 --maint --dry-run',
  ]
  static override args = {server: serverArgument}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    maint: Flags.boolean({description: 'set it to maintenance first'}),
    wait: Flags.boolean({description: 'wait until it has no connections'}),
    'wait-timeout': durationFlag({description: 'how long (default 5m)', dependsOn: ['wait']}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerDel)
    const {maint, wait, 'wait-timeout': timeout, 'dry-run': dryRun} = flags
    const client = await this.connect(flags)
    // what cannot be done is told before anybody is asked
    const plan = await deleteServer(client, args.server, {maint, wait, dryRun: true})
    if (!dryRun) {
      client.permit(delServer)
      await this.confirm(`delete ${args.server} on ${client.target.node}?`)
    }
    const report = dryRun ? plan : await deleteServer(client, args.server, {maint, wait, timeout, ...this.listener})
    await this.show(report, changesView(report, {cell: (server) => server?.admin ?? null, line: ({name}, style) => `${style.green('✓')} ${name} is deleted`}))
  }
}
