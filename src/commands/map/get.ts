import {lookUp} from '../../maps/change.ts'
import {namesOf} from '../../render/fields.ts'
import type {Column} from '../../render/types.ts'
import {mapArgument, sampleArgument} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

const columns: readonly Column[] = [
  {name: 'value'},
  {name: 'key'},
  {name: 'type', heading: 'MATCH'},
  {name: 'caseSensitive', hidden: true},
  {name: 'found', hidden: true},
  {name: 'index', priority: 1},
  {name: 'valueType', hidden: true},
]

export default class MapGet extends TargetCommand {
  static override summary = 'look a sample up as traffic would'
  static override description = 'HAProxy answers once for each use of the map; key is the entry that matched. Exit status 2 when nothing matches.'
  static override examples = ['<%= config.bin %> map get big.map www.example.com', '<%= config.bin %> map get big.map www.example.com -o plain --fields value']
  static override args = {map: mapArgument, sample: sampleArgument}
  static override flags = {...targetFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapGet)
    const answers = await lookUp(await this.connect(flags), args.map, args.sample)
    const rows = answers.map(({type, caseSensitive, found, index, key, value, valueType}) => ({
      value: value ?? null,
      key: key ?? null,
      type,
      caseSensitive,
      found,
      index: index ?? null,
      valueType: valueType ?? null,
    }))
    await this.showRows(columns, [rows])
  }
}
