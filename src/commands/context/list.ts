import {findContext} from '../../contexts/choose.ts'
import {contextNames} from '../../contexts/target.ts'
import type {Column} from '../../render/types.ts'
import {HactlCommand} from '../base/command.ts'

const isSet = (cell: unknown): string => (cell === true ? 'yes' : '-')

const columns: readonly Column[] = [
  {name: 'current', heading: '', format: (cell) => (cell === true ? '*' : '')},
  {name: 'name'},
  {name: 'address'},
  {name: 'level', priority: 3, format: (cell) => (cell === null ? '-' : String(cell))},
  {name: 'readOnly', heading: 'READ-ONLY', priority: 1, format: isSet},
  {name: 'confirm', priority: 2, format: isSet},
  {name: 'origin', heading: 'FROM', priority: 4, kept: 'end'},
]

export default class ContextList extends HactlCommand {
  static override summary = 'list the HAProxies that have a name'
  static override description =
    'From the project file (.hactl.yaml, here or above) and the user’s own. The one that commands talk to, unless told otherwise, has a *.'
  static override examples = ['<%= config.bin %> context list', '<%= config.bin %> context list -o json']

  async run(): Promise<void> {
    await this.parse(ContextList)
    const {files, naming} = this.choice
    const current = naming.by === 'context' ? naming.context?.name : undefined
    const rows = contextNames(files).flatMap((name) => {
      const context = findContext(files, name)
      if (!context) return []
      const {sockets, master, level, readOnly, confirm, origin} = context
      return [
        {
          current: name === current,
          name,
          address: master === undefined ? sockets.join(' ') : `${master} (master)`,
          level: level ?? null,
          readOnly: readOnly?.value === true,
          confirm: confirm?.value === true,
          origin,
        },
      ]
    })
    await this.showRows(columns, [rows])
    if (rows.length === 0) this.note('there is no context yet; hactl context discover finds HAProxies of this machine, hactl context add names one')
  }
}
