import {profiling} from '../../process/profiling.ts'
import {functionColumns, functionRow} from '../base/function-view.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

export default class ProfilingShow extends WatchingCommand {
  static override summary = 'which functions of HAProxy take the CPU, and how long tasks wait'
  static override description =
    'Counted while profiling of tasks is on, which `auto` turns on while a thread is slow; those that took most stand first. CPU is the time that a function ran, LAT how long it waited to run, WOKEN BY who wanted it. In JSON times are in ms, by HAProxy’s names. The profile of memory, which few builds have (USE_MEMORY_PROFILING), is shown as HAProxy writes it by `hactl exec "show profiling memory"`. HAProxy 2.4 and later for the functions; needs level admin there.'
  static override examples = ['<%= config.bin %> profiling show', '<%= config.bin %> profiling show -o json --query "[:5].[function, cpu_tot]"']
  static override flags = {...targetFlags, ...watchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(ProfilingShow)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const {status, functions} = await profiling(client)
      if (!flags.watch) this.note(`profiling of tasks is ${status.tasks}, of memory ${status.memory ?? 'not known to this HAProxy'}`)
      if (!functions && !flags.watch) this.note(`HAProxy ${client.target.version} does not tell functions: that came with 2.4`)
      const rows = functions ?? []
      if (functions) this.tellNone(rows, flags, 'no function was measured: hactl profiling set tasks on begins that')
      if (status.memory === 'on' && !flags.watch) this.note('what memory is used for: hactl exec "show profiling memory"')
      await this.showRows(functionColumns(['calls', 'cpu_tot', 'cpu_avg', 'lat_avg'], rows), [rows.map(functionRow)])
    })
  }
}
