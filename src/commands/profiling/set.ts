import {changeProfiling, profilingStates} from '../../process/profiling.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class ProfilingSet extends TargetCommand {
  static override summary = 'let HAProxy measure its functions or its memory, or end that'
  static override description =
    'To measure tasks costs a few percent of CPU: `auto`, which HAProxy begins with, does so while a thread is slow. It is read back, and lasts until HAProxy is reloaded. Memory is on or off, and can be measured by few builds. Needs level admin.'
  static override examples = ['<%= config.bin %> profiling set tasks on', '<%= config.bin %> profiling set tasks auto --dry-run']
  static override args = {
    profiling: Args.string({description: 'tasks or memory', ignoreStdin: true, required: true, options: ['tasks', 'memory']}),
    state: Args.string({description: 'on, off or auto', ignoreStdin: true, required: true, options: [...profilingStates]}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ProfilingSet)
    const client = await this.connect(flags)
    const state = profilingStates.find((each) => each === args.state) ?? 'auto'
    const report = await changeProfiling(client, args.profiling === 'memory' ? 'memory' : 'tasks', state, {dryRun: flags['dry-run']})
    await this.show(report, changesView(report, {subject: ({name}) => `profiling of ${name} is`}))
  }
}
