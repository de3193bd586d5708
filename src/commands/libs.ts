import {libraries} from '../process/reports.ts'
import {namesOf} from '../render/fields.ts'
import type {Column} from '../render/types.ts'
import {memory} from '../render/units.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

const columns: readonly Column[] = [
  {name: 'path', heading: 'FILE', kept: 'end'},
  {name: 'size', heading: 'MEMORY', align: 'right', format: (cell) => (typeof cell === 'number' ? memory(cell) : '-')},
  {name: 'start', hidden: true},
  {name: 'end', hidden: true},
]

export default class Libs extends TargetCommand {
  static override summary = 'the program and the shared libraries that HAProxy runs with'
  static override description = 'In JSON with their addresses, for a stack trace. HAProxy 2.6 and later; needs level operator.'
  static override examples = ['<%= config.bin %> libs', '<%= config.bin %> libs -o plain --fields path']
  static override flags = {...targetFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(Libs)
    await this.showRows(columns, [(await libraries(await this.connect(flags))).map((library) => ({...library}))])
  }
}
