import {namesOf} from '../../render/fields.ts'
import {listTables} from '../../tables/table.ts'
import {tableColumns, tableRow} from '../base/table-view.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

export default class TableList extends WatchingCommand {
  static override summary = 'list stick tables: type of their keys, size, how full they are'
  static override description =
    'A table that is full forgets its oldest entries for new ones, or takes none (`nopurge`). FULL is in percent. To ask for the list costs HAProxy nothing, whatever the tables hold.'
  static override examples = ['<%= config.bin %> table list', "<%= config.bin %> table list --query '[?full > `80`].table'"]
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(tableColumns)

  async run(): Promise<void> {
    const {flags} = await this.parse(TableList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const tables = await listTables(client)
      this.tellNone(tables, flags, 'this HAProxy has no stick table')
      await this.showRows(tableColumns, [tables.map(tableRow)])
    })
  }
}
