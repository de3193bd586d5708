import {startTrace} from '../../trace/arm.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'
import {sourcesArgument, tracedText, traceFlags} from '../base/trace-flags.ts'

export default class TraceStart extends TargetCommand {
  static override summary = 'trace a part of HAProxy until somebody stops it'
  static override description =
    'The events go into a ring, which hactl events shows. The trace goes on when hactl has ended: hactl trace stop ends it. A reload does not: the old process goes on tracing for as long as it lives, and only its master reaches it (`@!PID trace h1 stop now` on the socket of -S). It costs time with every request, much from level data on; hactl trace follow removes its trace by itself. What is not chosen stays as it is, and the command that it says undoes it brings back sink, level, verbosity and the events to start and stop with. Needs level operator.'
  static override examples = ['<%= config.bin %> trace start h1', '<%= config.bin %> trace start h1 stream --level developer --verbosity complete --dry-run']
  static override args = {sources: sourcesArgument}
  static override flags = {...targetFlags, ...traceFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TraceStart)
    const report = await startTrace(await this.connect(flags), args.sources, {...flags, dryRun: flags['dry-run']})
    await this.show(report, changesView(report, {value: tracedText}))
  }
}
