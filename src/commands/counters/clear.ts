import {clearAllCounters} from '../../protocol/commands/stats/clear-all-counters.ts'
import {clearCounters} from '../../protocol/commands/stats/clear-counters.ts'
import {clearStatistics} from '../../stats/counters.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class CountersClear extends TargetCommand {
  static override summary = 'set the highest values of the statistics to 0, or all counters'
  static override description =
    'Without --all the highest values alone (most sessions, highest rates), for which level operator is enough. With --all every counter of all proxies and of the process, as after a start: whoever draws curves of them sees a dent. HAProxy 3.0 and later then forget since when servers and backends are as they are, too: SINCE is 0s until each of them changes again. It must be confirmed, and cannot be undone.'
  static override examples = [
    '<%= config.bin %> counters clear --yes',
    '<%= config.bin %> counters clear --all --yes',
    '<%= config.bin %> counters clear --all --dry-run',
  ]
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, all: Flags.boolean({description: 'every counter, not the highest values alone'})}

  async run(): Promise<void> {
    const {flags} = await this.parse(CountersClear)
    const client = await this.connect(flags)
    const {all, 'dry-run': dryRun} = flags
    const what = all ? 'all counters' : 'the highest values'
    if (!dryRun) {
      client.permit(all ? clearAllCounters : clearCounters)
      await this.confirm(`clear ${what} of ${client.target.node}?`)
    }
    const report = await clearStatistics(client, {all, dryRun})
    const forgets = all && client.dialect.clearForgetsSince
    await this.show(
      report,
      changesView(report, {
        line: (_, style) => `${style.green('✓')} ${what} of ${client.target.node} are 0`,
        notes: () => (forgets ? ['HAProxy forgot since when servers and backends are as they are: SINCE is 0s until each changes again'] : []),
      }),
    )
  }
}
