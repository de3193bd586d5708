import {listMaps} from '../../maps/list.ts'
import {namesOf} from '../../render/fields.ts'
import {entriesNote, headerRow, listColumns} from '../base/list-view.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

const columns = listColumns({name: 'file', heading: 'MAP', kept: 'end'}, {name: 'description', hidden: true})

export default class MapList extends WatchingCommand {
  static override summary = 'list the maps of a running HAProxy'
  static override description =
    'The number of entries is HAProxy’s own count: over all versions, prepared and abandoned ones too, and once for each use of the map. PREPARED are the versions that were given out after the current one; HAProxy does not tell which of them are still being loaded and which were given up. A map without a file is named by its number, which changes with the configuration.'
  static override examples = ['<%= config.bin %> map list', '<%= config.bin %> map list -o json --fields file,entries']
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(MapList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const headers = await listMaps(client)
      const note = entriesNote(headers)
      if (note !== undefined && this.people && !flags.watch) this.note(note)
      await this.showRows(columns, [headers.map(headerRow)])
    })
  }
}
