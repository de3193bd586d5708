import {entriesText} from '../../maps/count-text.ts'
import {dumpTable} from '../../tables/dump.ts'
import {readFilters} from '../../tables/filter.ts'
import {saveDump} from '../../tables/save-dump.ts'
import {openTable} from '../../tables/table.ts'
import {Args} from '../base/oclif.ts'
import {filterFlag, tableArgument} from '../base/table-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class TableDump extends TargetCommand {
  static override summary = 'write the entries of a stick table to a file, for a restore'
  static override description =
    'HAProxy forgets its stick tables when it ends; `hactl table restore` brings them back. The file is text, HAProxy’s own lines between some that begin with `#`. It is written in one step, for nobody but its owner to read. Without FILE, or with -, it goes to standard output.'
  static override examples = [
    '<%= config.bin %> table dump be_web be_web.table',
    '<%= config.bin %> table dump be_web | gzip > be_web.table.gz',
    '<%= config.bin %> table dump be_web be_web.table --data "gpc0 gt 0"',
  ]
  static override args = {
    table: tableArgument,
    file: Args.string({description: 'the file, or - for standard output', ignoreStdin: true, default: '-'}),
  }
  static override flags = {...targetFlags, data: filterFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TableDump)
    const client = await this.connect(flags)
    const table = await openTable(client, args.table)
    const dump = dumpTable(client, table, {filters: await readFilters(client, table, flags.data ?? []), ...this.listener})
    if (args.file === '-') return this.terminal.stdout.writeAll(dump)
    const report = {table: table.name, file: args.file, ...(await saveDump(dump, args.file))}
    await this.show(report, {summary: ({entries}, style) => `${style.green('✓')} ${entriesText(entries)} of ${table.name} in ${args.file}`})
  }
}
