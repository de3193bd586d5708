import {stopTrace} from '../../trace/arm.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'
import {tracedText} from '../base/trace-flags.ts'

export default class TraceStop extends TargetCommand {
  static override summary = 'stop traces, all of them unless some are named'
  static override description =
    'Their sinks are taken away; level and verbosity stay. It says what brings them back as they were, also those that waited for an event. When only a part was done it ends with 5, and the same command again does the rest. An old process that lives on after a reload is out of reach of this socket: `@!PID trace h1 stop now` on the socket of its master. Needs level operator.'
  static override examples = ['<%= config.bin %> trace stop', '<%= config.bin %> trace stop h1 --dry-run']
  static override args = {sources: Args.string({description: 'h1, h2, stream …', ignoreStdin: true, multiple: true})}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TraceStop)
    const report = await stopTrace(await this.connect(flags), args.sources ?? [], flags['dry-run'])
    if (report.changes.length === 0) this.note('nothing was being traced')
    await this.show(report, changesView(report, {value: tracedText}))
  }
}
