import {addNamedBackend} from '../../proxies/change-backend.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args, Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class BackendAdd extends TargetCommand {
  static override summary = 'make a backend while HAProxy runs (HAProxy 3.4)'
  static override description =
    'It has what a named `defaults` section of haproxy.cfg says, no servers, and is not published: `hactl server add` gives it servers, `hactl backend publish` lets rules choose it. It is gone after a reload. HAProxy before 3.4 cannot do that, which is told, with what to do instead.'
  static override examples = [
    '<%= config.bin %> backend add be_extra --from base',
    '<%= config.bin %> backend add be_extra2 --from base --mode http --guid app:extra2',
    '<%= config.bin %> backend add be_extra3 --from base --dry-run',
  ]
  static override args = {backend: Args.string({description: 'its name', ignoreStdin: true, required: true})}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    from: Flags.string({description: 'the `defaults` section that it is made like', helpValue: 'DEFAULTS', required: true}),
    mode: Flags.option({description: 'that of the `defaults` section unless given', options: ['http', 'tcp'] as const})(),
    guid: Flags.string({description: 'a name that statistics keep it by, unique in this HAProxy', helpValue: 'ID'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackendAdd)
    const {from, mode, guid} = flags
    const report = await addNamedBackend(await this.connect(flags), {name: args.backend, from, mode, guid}, {dryRun: flags['dry-run']})
    if (report.remark !== null) this.caution(report.remark)
    await this.show(report, changesView(report))
  }
}
