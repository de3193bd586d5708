import {activity} from '../process/reports.ts'
import type {Column, Row} from '../render/types.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

export default class Activity extends WatchingCommand {
  static override summary = 'what the scheduler and each thread of HAProxy do'
  static override description =
    'Counters since the start, over all threads and for each: `loops` and `poll_io` tell how busy a thread is, `avg_loop_us` how long it is away, `accq_full` and `pool_fail` should stay 0. thread1 and so on are the threads.'
  static override examples = ['<%= config.bin %> activity', '<%= config.bin %> activity -o json --fields name,total']
  static override flags = {...targetFlags, ...watchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Activity)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const activities = await activity(client)
      const threads = Math.max(...activities.map((each) => each.threads.length))
      const names = Array.from({length: threads}, (_, index) => `thread${index + 1}`)
      const rows = activities.map(
        ({name, total, threads: counts}): Row => ({name, total, ...Object.fromEntries(names.map((thread, index) => [thread, counts[index] ?? null]))}),
      )
      await this.showRows(columnsOf(names), [rows])
    })
  }
}

const columnsOf = (threads: readonly string[]): Column[] => [
  {name: 'name'},
  {name: 'total', tone: (cell) => (cell === 0 ? 'faint' : undefined)},
  ...threads.map((name, index): Column => ({name, align: 'right', priority: index + 1, tone: (cell) => (cell === 0 || cell === null ? 'faint' : undefined)})),
]
