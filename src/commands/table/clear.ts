import type {Changed} from '../../client/change-report.ts'
import {entriesText} from '../../maps/count-text.ts'
import {HactlError} from '../../protocol/error.ts'
import {clearTableEntries} from '../../tables/clear.ts'
import {readFilters} from '../../tables/filter.ts'
import {requireKey} from '../../tables/key.ts'
import {openTable} from '../../tables/table.ts'
import type {Style} from '../../terminal/style.ts'
import {quoted} from '../base/change-view.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {filterFlag, tableArgument} from '../base/table-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class TableClear extends TargetCommand {
  static override summary = 'remove entries of a stick table: one key, those of a filter, or all'
  static override description =
    'Without a key and without --data all entries go, and that must be confirmed: counters, and which server a client sticks to. HAProxy passes over entries that a session tracks at this moment; one that is named and in use ends with exit status 1.'
  static override examples = [
    '<%= config.bin %> table clear be_web 192.0.2.1',
    '<%= config.bin %> table clear be_web --data "gpc0 eq 0"',
    '<%= config.bin %> table clear be_web --dry-run',
    '<%= config.bin %> table clear be_web --yes',
  ]
  static override args = {table: tableArgument, key: Args.string({description: 'only this key', ignoreStdin: true})}
  static override flags = {...targetFlags, data: filterFlag, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TableClear)
    if (args.key !== undefined && flags.data) throw new HactlError('usage', {exit: 2, message: 'a key and --data exclude each other', hint: 'name one of them'})
    const client = await this.connect(flags)
    const table = await openTable(client, args.table)
    const selection =
      args.key === undefined ? {filters: await readFilters(client, table, flags.data ?? [])} : {key: Buffer.from(requireKey(table, args.key), 'latin1')}
    const all = 'filters' in selection && selection.filters.length === 0
    if (all && !flags['dry-run']) await this.confirm(`remove all entries of ${table.name} on ${client.target.node}, ${entriesText(table.used)} now?`)
    const report = await clearTableEntries(client, table, selection, {dryRun: flags['dry-run'], ...this.listener})
    const line = ({was, now, changed}: Changed<number>, style: Style): string => {
      const mark = changed ? style.green('✓') : style.green('=')
      return args.key === undefined
        ? `${mark} ${entriesText(now)} in ${table.name} now ${style.dim(`(before: ${was})`)}`
        : `${mark} removed ${quoted(args.key)} of ${table.name}`
    }
    await this.show(report, changesView(report, {line}))
  }
}
