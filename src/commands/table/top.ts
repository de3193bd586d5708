import {placeName} from '../../protocol/commands/table/data-type.ts'
import {showTable} from '../../protocol/commands/table/show-table.ts'
import {readFilters} from '../../tables/filter.ts'
import {readEntries} from '../../tables/read.ts'
import {openTable} from '../../tables/table.ts'
import {comparedPlace, mostTelling, TopEntries} from '../../tables/top.ts'
import {Flags} from '../base/oclif.ts'
import {filterFlag, tableArgument} from '../base/table-flags.ts'
import {entryColumns, entryRow} from '../base/table-view.ts'
import {targetFlags} from '../base/target.ts'
import {stallingWatchFlags, WatchingCommand} from '../base/watching-command.ts'

export default class TableTop extends WatchingCommand {
  static override summary = 'the entries of a stick table with the highest numbers'
  static override description =
    'By http_req_rate, or else what comes next to it (conn_rate, sess_rate, gpc0_rate, gpc_rate, http_req_cnt, conn_cnt, gpc0, gpc, then what the table stores first), unless --by names something else; ↓ marks it, the highest stands first. All entries are read for it, and each is locked in turn: --watch looks no more often than each 5 seconds.'
  static override examples = [
    '<%= config.bin %> table top be_web',
    '<%= config.bin %> table top be_web --by http_req_rate --limit 20',
    '<%= config.bin %> table top be_web --by gpc0 --data "gpc0 gt 0" -o json',
    '<%= config.bin %> table top be_web --watch --interval 10',
  ]
  static override args = {table: tableArgument}
  static override flags = {
    ...targetFlags,
    by: Flags.string({description: 'data type that is compared: http_req_rate, gpc0, gpc[1]', helpValue: 'TYPE'}),
    limit: Flags.integer({description: 'how many entries', min: 1, max: 100_000, helpValue: 'N', default: 10}),
    data: filterFlag,
    ...stallingWatchFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TableTop)
    const client = await this.connect(flags)
    const found = await openTable(client, args.table)
    const by = placeName(flags.by === undefined ? mostTelling(found) : await comparedPlace(client, found, flags.by))
    const filters = await readFilters(client, found, flags.data ?? [])
    await this.repeat(
      flags,
      async () => {
        const top = new TopEntries(by, flags.limit)
        for await (const entries of readEntries(client, found, {filters})) for (const entry of entries) top.add(entry)
        if (!flags.watch) this.note(`the highest ${by} of ${found.name}`)
        await this.showRows(entryColumns(found, top.entries[0], by), [top.entries.map(entryRow)])
      },
      showTable,
    )
  }
}
