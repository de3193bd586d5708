import {countText, entriesText} from '../../maps/count-text.ts'
import {DumpSource} from '../../tables/dump-source.ts'
import {type RestoreReport, restoreTable} from '../../tables/restore.ts'
import type {View} from '../base/command.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args, Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class TableRestore extends TargetCommand {
  static override summary = 'bring the entries of a stick table back from a dump'
  static override description =
    'Entries that are there get the numbers of the dump, others stay. Expiry begins anew, and a rate is from now on what it was in the dump. All of the dump is looked at before anything is sent: binary tables are refused, and so are, before HAProxy 3.2, elements of arrays behind the first. What else cannot be brought back is listed: names of servers (server_key), connections that were open (conn_cur), elements that the arrays of the table do not have, keys without a character or with a line feed. Interrupted, or when HAProxy refuses an entry (a full table with `nopurge`), it ends with exit status 5 and counts what is restored, refused and not known; the same command again completes it.'
  static override examples = [
    '<%= config.bin %> table restore be_web.table',
    '<%= config.bin %> table restore be_web.table --dry-run',
    '<%= config.bin %> table restore - --table be_other < be_web.table',
  ]
  static override args = {file: Args.string({description: 'what `hactl table dump` wrote, or - for standard input', ignoreStdin: true, required: true})}
  static override flags = {
    ...targetFlags,
    table: Flags.string({description: 'another table than the one that was dumped', helpValue: 'TABLE'}),
    'dry-run': dryRunFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TableRestore)
    const client = await this.connect(flags)
    await using source = await DumpSource.open(args.file, this.terminal.stdin, this.signal)
    const report = await restoreTable(client, source, {table: flags.table, dryRun: flags['dry-run'], ...this.listener})
    for (const {what, entries} of report.lost) this.caution(`not brought back, of ${entriesText(entries)}: ${what}`)
    await this.show(report, viewOf(report, flags['dry-run']))
  }
}

const viewOf = ({lost}: RestoreReport, dryRun: boolean): View<RestoreReport> => ({
  ...(dryRun
    ? {text: ({commands, restored}) => [...commands, ...(restored > 1 ? [`and so on, for ${entriesText(restored)} in all`] : [])].join('\n')}
    : {summary: ({table, restored}, style) => `${style.green('✓')} ${entriesText(restored)} of ${table} restored`}),
  row: ({commands, ...rest}) => ({...rest, lost: lost.map(({what, entries}) => `${countText(entries)} ${what}`).join('; '), commands: commands.join(';')}),
})
