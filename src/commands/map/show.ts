import {showEntries} from '../../maps/show.ts'
import type {EntryBatch} from '../../protocol/entry-batch.ts'
import {namesOf} from '../../render/fields.ts'
import type {Column, Row} from '../../render/types.ts'
import {mapArgument, shownVersionFlag} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

const columns: readonly Column[] = [{name: 'key'}, {name: 'value'}]

export default class MapShow extends TargetCommand {
  static override summary = 'print the entries of a map, in their order'
  static override examples = ['<%= config.bin %> map show /etc/haproxy/big.map', '<%= config.bin %> map show big.map -o plain > backup.map']
  static override args = {map: mapArgument}
  static override flags = {
    ...targetFlags,
    version: shownVersionFlag,
  }
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapShow)
    const client = await this.connect(flags)
    await this.showRows(columns, rowsOf(showEntries(client, args.map, {version: flags.version, ...this.listener})))
  }
}

async function* rowsOf(batches: AsyncIterable<EntryBatch>): AsyncGenerator<Row[], void> {
  for await (const batch of batches) yield Array.from({length: batch.count}, (_, index) => ({key: batch.key(index), value: batch.value(index)}))
}
