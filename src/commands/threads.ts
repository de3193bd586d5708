import {threads} from '../process/scheduler.ts'
import {showThreads, type Thread} from '../protocol/commands/process/show-threads.ts'
import {fieldValue} from '../protocol/fields.ts'
import {counted} from '../render/cells.ts'
import type {Cell, Column, Row} from '../render/types.ts'
import {duration} from '../render/units.ts'
import {withOthers} from './base/other-columns.ts'
import {targetFlags} from './base/target.ts'
import {stallingWatchFlags, WatchingCommand} from './base/watching-command.ts'

const mark = (cell: Cell): string => (cell === 1 || cell === true ? 'yes' : '-')
const faintly = (cell: Cell): 'faint' | undefined => (cell === 0 || cell === false ? 'faint' : undefined)
/** ns */
const cpu = (cell: Cell): string => (typeof cell === 'number' ? (cell < 10e9 ? `${(cell / 1e9).toFixed(2)}s` : duration(cell / 1e9)) : '-')

const leading: readonly Column[] = [
  {name: 'thread', align: 'right'},
  {name: 'stuck', format: mark, tone: (cell) => (cell === true ? 'bad' : 'faint')},
  {name: 'function', heading: 'RUNS', format: (cell, {answers}) => (typeof cell === 'string' ? `${cell}${answers === true ? ' (this answer)' : ''}` : '-')},
  {name: 'now', heading: 'CPU', align: 'right', format: cpu},
  {name: 'act', heading: 'ACTIVE', priority: 4, format: mark, tone: faintly},
  {name: 'harmless', priority: 6, format: mark, tone: faintly},
  {name: 'isolated', priority: 5, format: mark, tone: faintly},
  {name: 'rqsz', heading: 'QUEUE', align: 'right', priority: 1, format: counted, tone: faintly},
  {name: 'loops', align: 'right', priority: 2, format: counted},
  {name: 'ctxsw', heading: 'SWITCHES', align: 'right', priority: 3, format: counted},
  {name: 'answers', hidden: true},
  {name: 'details', hidden: true},
]

export default class Threads extends WatchingCommand {
  static override summary = 'what each thread of HAProxy does in this moment'
  static override description =
    'STUCK is a thread that does not come back from what it runs; QUEUE are tasks that wait for it, CPU is the time it has used. One of them always runs the command that answers here. -o json has all that HAProxy says: `poll`, `now` and `diff` are CPU time in ns, `details` the task, its locks and the call trace. The threads are interrupted for it.'
  static override examples = ['<%= config.bin %> threads', '<%= config.bin %> threads -o json --query "[?stuck].details"']
  static override flags = {...targetFlags, ...stallingWatchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Threads)
    const client = await this.connect(flags)
    await this.repeat(
      flags,
      async () => {
        const all = await threads(client)
        await this.showRows(withOthers(leading, all), [all.map(rowOf)])
      },
      showThreads,
    )
  }
}

const rowOf = ({thread, answers, stuck, function: name, fields, details}: Thread): Row => ({
  ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, fieldValue(value)])),
  thread,
  answers,
  stuck,
  function: name ?? null,
  details: details.join('\n'),
})
