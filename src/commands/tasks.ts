import {waitingTasks} from '../process/scheduler.ts'
import {showTasks} from '../protocol/commands/process/show-tasks.ts'
import {functionColumns, functionRow} from './base/function-view.ts'
import {targetFlags} from './base/target.ts'
import {stallingWatchFlags, WatchingCommand} from './base/watching-command.ts'

export default class Tasks extends WatchingCommand {
  static override summary = 'what the scheduler of HAProxy has still to run'
  static override description =
    'The functions that tasks wait for in this moment, how many places each takes in the queues, and how long they waited; often there is none. Times are in ms in JSON, by HAProxy’s names. All threads stand still while HAProxy counts. HAProxy 2.4 and later.'
  static override examples = ['<%= config.bin %> tasks', '<%= config.bin %> tasks -o json --query "sum([].places)"']
  static override flags = {...targetFlags, ...stallingWatchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Tasks)
    const client = await this.connect(flags)
    await this.repeat(
      flags,
      async () => {
        const tasks = await waitingTasks(client)
        this.tellNone(tasks, flags, 'no task waits')
        await this.showRows(functionColumns(['places', '%', 'lat_tot', 'lat_avg'], tasks), [tasks.map(functionRow)])
      },
      showTasks,
    )
  }
}
