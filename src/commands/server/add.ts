import {addServerTo} from '../../servers/add.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args, Flags} from '../base/oclif.ts'
import {addressText} from '../base/server-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class ServerAdd extends TargetCommand {
  static override summary = 'add a server to a backend while HAProxy runs (HAProxy 2.6)'
  static override description =
    'The keywords are those of `server` in haproxy.cfg, as far as HAProxy takes them at run time (`hactl exec "add server help"` lists them from 3.2 on); nothing of a `default-server` line is added to them. The server begins in maintenance: --enable lets it take traffic. With --check, or the keywords check and agent-check, its checks are turned on, which HAProxy itself leaves off. What HAProxy acknowledges but leaves out (it reads garbage as 0, and never resolves a name) is noticed: then the server is deleted again, exit status 4. It is gone after a reload.'
  static override examples = [
    '<%= config.bin %> server add be_old/web2 10.0.0.2:80 --check --enable',
    '<%= config.bin %> server add be_old/web3 10.0.0.3:80 check inter 1s weight 10',
    '<%= config.bin %> server add be_old/web4 "[::1]:80" backup --enable --dry-run',
  ]
  static override args = {
    server: Args.string({description: 'the server, as BACKEND/SERVER', ignoreStdin: true, required: true}),
    address: Args.string({description: '10.0.0.1:80, [::1]:80, unix@/path', ignoreStdin: true, required: true}),
    keywords: Args.string({description: 'keywords of `server` in haproxy.cfg, and their values', ignoreStdin: true, multiple: true}),
  }
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    check: Flags.boolean({description: 'with health checks'}),
    enable: Flags.boolean({description: 'let it take traffic at once'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerAdd)
    const {check, enable, 'dry-run': dryRun} = flags
    const client = await this.connect(flags)
    const report = await addServerTo(client, args.server, args.address, args.keywords ?? [], {check, enable, dryRun, ...this.listener})
    await this.show(
      report,
      changesView(report, {
        cell: (server) => server?.admin ?? null,
        line: ({name, now}, style) => {
          const is = now ? ['at', addressText(now.address, now.port ?? undefined), 'is', now.admin] : []
          return [style.green('✓'), name, ...is, style.dim('(until HAProxy is reloaded)')].join(' ')
        },
      }),
    )
  }
}
