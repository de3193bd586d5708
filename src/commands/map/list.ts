import {listMaps} from '../../maps/list.ts'
import type {MapHeader} from '../../protocol/commands/map/show-maps.ts'
import type {Cell, Column, Row} from '../../render/types.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

/** The versions that were given out after the current one: what became of each, HAProxy does not tell. */
function prepared(next: Cell, {currentVersion: current}: Row): string {
  if (typeof next !== 'number' || typeof current !== 'number' || next <= current) return '-'
  return next === current + 1 ? String(next) : `${current + 1}-${next}`
}

const columns: readonly Column[] = [
  {name: 'id', align: 'right', format: (cell) => `#${String(cell)}`},
  {name: 'file', heading: 'MAP'},
  {name: 'entries', align: 'right'},
  {name: 'currentVersion', heading: 'VERSION', align: 'right', priority: 1},
  {name: 'nextVersion', heading: 'PREPARED', align: 'right', priority: 2, format: prepared},
  {name: 'description', hidden: true},
]

export default class MapList extends WatchingCommand {
  static override summary = 'list the maps of a running HAProxy'
  static override description =
    'The number of entries is HAProxy’s own count: over all versions, prepared and abandoned ones too, and once for each use of the map. PREPARED are the versions that were given out after the current one; HAProxy does not tell which of them are still being loaded and which were given up. A map without a file is named by its number, which changes with the configuration.'
  static override examples = ['<%= config.bin %> map list', '<%= config.bin %> map list -o json --fields file,entries']
  static override flags = {...targetFlags, ...watchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(MapList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.showRows(columns, [(await listMaps(client)).map(rowOf)]))
  }
}

const rowOf = ({id, file, entryCount, currentVersion, nextVersion, description}: MapHeader): Row => ({
  id,
  file,
  entries: entryCount ?? null,
  currentVersion: currentVersion ?? null,
  nextVersion: nextVersion ?? null,
  description,
})
