import type {TableEntry} from '../../protocol/commands/table/table-entry.ts'
import {readable} from '../../protocol/word.ts'
import {globOf} from '../../stats/glob.ts'
import {readFilters} from '../../tables/filter.ts'
import {readEntries} from '../../tables/read.ts'
import {openTable} from '../../tables/table.ts'
import {Flags} from '../base/oclif.ts'
import {filterFlag, tableArgument} from '../base/table-flags.ts'
import {entryRows} from '../base/table-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class TableShow extends TargetCommand {
  static override summary = 'print the entries of a stick table'
  static override description =
    'In no order, each as it is when its turn comes. USE is how many streams track it now, EXPIRES when it is forgotten (ms in other forms than the table; null: never). What it stores has the names that HAProxy gives; the elements of an array `gpc(3)` are gpc0, gpc1 and gpc2. HAProxy itself sifts by --data, hactl by --key. Each entry is locked in turn while it is read: a table of a million should not be asked again and again.'
  static override examples = [
    '<%= config.bin %> table show be_web',
    '<%= config.bin %> table show be_web --data "gpc0 gt 0" --data "http_req_rate>=100"',
    '<%= config.bin %> table show be_web --key "192.0.2.*" -o json',
    '<%= config.bin %> table show be_web -o csv --fields key,http_req_rate',
  ]
  static override args = {table: tableArgument}
  static override flags = {
    ...targetFlags,
    data: filterFlag,
    key: Flags.string({description: 'only keys that fit; * and ? stand for other characters', helpValue: 'PATTERN'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TableShow)
    const client = await this.connect(flags)
    const table = await openTable(client, args.table)
    const filters = await readFilters(client, table, flags.data ?? [])
    const {columns, rows} = await entryRows(table, fitting(readEntries(client, table, {filters}), flags.key))
    await this.showRows(columns, rows)
  }
}

async function* fitting(batches: AsyncIterable<TableEntry[]>, pattern: string | undefined): AsyncGenerator<TableEntry[], void> {
  const fits = pattern === undefined ? () => true : globOf(pattern)
  for await (const entries of batches) {
    const wanted = pattern === undefined ? entries : entries.filter(({key}) => fits(readable(key)))
    if (wanted.length > 0) yield wanted
  }
}
