import {contextColumns, contextRows} from '../../contexts/rows.ts'
import {namesOf} from '../../render/fields.ts'
import {HactlCommand} from '../base/command.ts'

export default class ContextList extends HactlCommand {
  static override summary = 'list the HAProxies that have a name'
  static override description =
    'From the project file (.hactl.yaml, here or above) and the user’s own. The one that commands talk to, unless told otherwise, has a *.'
  static override examples = ['<%= config.bin %> context list', '<%= config.bin %> context list -o json']
  static override fields = namesOf(contextColumns)

  async run(): Promise<void> {
    await this.parse(ContextList)
    const {files, naming} = this.choice
    const rows = contextRows(files, naming.by === 'context' ? naming.context?.name : undefined)
    await this.showRows(contextColumns, [rows])
    if (rows.length === 0) this.note('there is no context yet; hactl context discover finds HAProxies of this machine, hactl context add names one')
  }
}
