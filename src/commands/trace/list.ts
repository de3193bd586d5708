import {namesOf} from '../../render/fields.ts'
import type {Column, Tone} from '../../render/types.ts'
import {listTraceSources} from '../../trace/sources.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

const tones: Readonly<Record<string, Tone>> = {running: 'bad', waiting: 'doubtful', stopped: 'faint'}

const columns: readonly Column[] = [
  {name: 'name'},
  {name: 'state', tone: (cell) => tones[String(cell)]},
  {name: 'sink', priority: 2},
  {name: 'dropped', align: 'right', priority: 3, tone: (cell) => (cell === 0 ? 'faint' : 'doubtful')},
  {name: 'description', priority: 1},
]

export default class TraceList extends WatchingCommand {
  static override summary = 'what of HAProxy can be traced, and what is'
  static override description =
    'A trace that runs costs time with every request: one that somebody forgot stands out here. SINK is where its events go, DROPPED counts those that were lost.'
  static override examples = ['<%= config.bin %> trace list', '<%= config.bin %> trace list --query "[?state!=\'stopped\'].name"']
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(TraceList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.showRows(columns, [(await listTraceSources(client)).map((source) => ({...source}))]))
  }
}
