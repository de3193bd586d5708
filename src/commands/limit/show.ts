import {type Limit, limits} from '../../process/limits.ts'
import {counted} from '../../render/cells.ts'
import {namesOf} from '../../render/fields.ts'
import type {Cell, Column, Row, Tone} from '../../render/types.ts'
import {count, share} from '../../render/units.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

const nowText = (cell: Cell, {value}: Row): string =>
  typeof cell === 'number' && typeof value === 'number' && value > 0 ? `${count(cell)} (${share(cell, value)})` : counted(cell)

function nearness(cell: Cell, {value}: Row): Tone | undefined {
  if (typeof cell !== 'number' || typeof value !== 'number' || value === 0) return undefined
  return cell >= value ? 'bad' : cell >= 0.8 * value ? 'doubtful' : undefined
}

const columns: readonly Column[] = [
  {name: 'limit'},
  {name: 'value', align: 'right', format: (cell) => (cell === 0 ? 'none' : counted(cell)), tone: (cell) => (cell === 0 ? 'faint' : undefined)},
  {name: 'now', align: 'right', format: nowText, tone: nearness},
  {name: 'highest', align: 'right', priority: 1, format: counted, tone: nearness},
  {name: 'unit'},
]

const rowOf = (limit: Limit): Row => ({...limit})

export default class LimitShow extends WatchingCommand {
  static override summary = 'the limits of the process, and how near it is to them'
  static override description =
    'maxconn is connections at once; the others are what may begin within a second, for the whole process, and of what is compressed how much goes out (a kB is 1,024 bytes).'
  static override examples = ['<%= config.bin %> limit show', '<%= config.bin %> limit show -o json --query "[?limit==\'maxconn\'].value"']
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(LimitShow)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.showRows(columns, [(await limits(client)).map(rowOf)]))
  }
}
