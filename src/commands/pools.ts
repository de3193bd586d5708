import {memoryPools} from '../process/reports.ts'
import {namesOf} from '../render/fields.ts'
import type {Cell, Column} from '../render/types.ts'
import {count, memory} from '../render/units.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

const number = (cell: Cell): string => (typeof cell === 'number' ? count(cell) : '-')
const size = (cell: Cell): string => (typeof cell === 'number' ? memory(cell) : '-')

const columns: readonly Column[] = [
  {name: 'name', heading: 'POOL'},
  {name: 'size', align: 'right', format: size},
  {name: 'allocated', align: 'right', priority: 1, format: number},
  {name: 'allocatedBytes', heading: 'MEMORY', align: 'right', format: size, tone: (cell) => (cell === 0 ? 'faint' : undefined)},
  {name: 'used', align: 'right', format: number},
  {name: 'cached', align: 'right', priority: 2, format: number},
  {name: 'neededAverage', heading: 'NEEDED', align: 'right', priority: 4, format: number},
  {name: 'failures', align: 'right', priority: 3, tone: (cell) => (cell === 0 ? 'faint' : 'bad')},
  {name: 'users', align: 'right', priority: 5},
]

export default class Pools extends WatchingCommand {
  static override summary = 'what HAProxy holds memory for, the largest first'
  static override description =
    'A pool has objects of one size. USED counts those in the caches of threads too (CACHED, roughly); NEEDED is an average of what is in use. In JSON sizes are in bytes.'
  static override examples = ['<%= config.bin %> pools', '<%= config.bin %> pools -o json --query "sum([].allocatedBytes)"']
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(Pools)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.showRows(columns, [(await memoryPools(client)).map((pool) => ({...pool, cached: pool.cached ?? null}))]))
  }
}
