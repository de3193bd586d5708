import {listMaps} from '../../maps/list.ts'
import {acls} from '../../protocol/commands/map/reference.ts'
import {namesOf} from '../../render/fields.ts'
import {entriesNote, headerRow, listColumns} from '../base/list-view.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

const columns = listColumns({name: 'file', heading: 'ACL', kept: 'end'}, {name: 'description', priority: 3, kept: 'end'})

export default class AclList extends WatchingCommand {
  static override summary = 'list the ACLs of a running HAProxy'
  static override description =
    'Those without a file stand in the configuration itself: the description says where, and #ID names one for one run. The number of entries is HAProxy’s own count: over all versions, prepared and abandoned ones too.'
  static override examples = ['<%= config.bin %> acl list', '<%= config.bin %> acl list -o json --fields file,entries']
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(AclList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const headers = await listMaps(client, acls)
      const note = entriesNote(headers)
      if (note !== undefined && this.people && !flags.watch) this.note(note)
      await this.showRows(columns, [headers.map(headerRow)])
    })
  }
}
