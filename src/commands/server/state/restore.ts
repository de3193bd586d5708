import {setServerState} from '../../../protocol/commands/server/set-server-state.ts'
import type {RestoreStateReport} from '../../../servers/restore-state.ts'
import type {Style} from '../../../terminal/style.ts'
import {dryRunFlag} from '../../base/map-flags.ts'
import {Args} from '../../base/oclif.ts'
import {targetFlags} from '../../base/target.ts'
import {TargetCommand} from '../../base/target-command.ts'

export default class ServerStateRestore extends TargetCommand {
  static override summary = 'bring a saved state of servers back onto the running HAProxy'
  static override description =
    'Administrative state, weight and address of each server of the file, by its name; only what differs is sent. What no command brings back, what HAProxy refuses, and servers of the file that are not there are told, and then the exit status is 5. Health is not touched: checks find it out. More than one change must be confirmed.'
  static override examples = ['<%= config.bin %> server state restore saved.state --dry-run', '<%= config.bin %> server state restore saved.state --yes']
  static override args = {file: Args.string({description: 'a file that `server state save` has written', ignoreStdin: true, required: true})}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerStateRestore)
    const {readStateFile} = await import('../../../servers/state-file.ts')
    const {restoreServersState} = await import('../../../servers/restore-state.ts')
    const saved = await readStateFile(args.file)
    const client = await this.connect(flags)
    const plan = await restoreServersState(client, saved, {dryRun: true})
    const dryRun = flags['dry-run']
    if (!dryRun && plan.commands.length > 1) {
      client.permit(setServerState)
      await this.confirm(`bring ${plan.commands.length} settings of servers back on ${client.target.node}?`)
    }
    const report = dryRun ? plan : await restoreServersState(client, saved, this.listener)
    const {left, missing} = report
    for (const {server, setting, was, saved: wanted, why} of left) this.caution(`${setting} of ${server} is ${was}, not ${wanted}: ${why}`)
    if (missing.length > 0) this.caution(`HAProxy does not have ${missing.join(', ')}: hactl server add`)
    await this.show(report, {
      ...(dryRun ? {text: ({commands}) => commands.join('\n')} : {summary}),
      row: ({commands, changes, others, changed}) => ({
        restored: changed ? changes.length : 0,
        left: left.length,
        missing: missing.length,
        others: others.length,
        commands: commands.join(';'),
        changed,
      }),
    })
    if (!dryRun && left.length + missing.length > 0) this.exitWith(5)
  }
}

function summary({changes, changed, others}: RestoreStateReport, style: Style): string {
  const rest = others.length > 0 ? style.dim(` (${others.length} servers are not in the file, and stay as they are)`) : ''
  if (!changed) return `${style.green('=')} nothing to bring back${rest}`
  return `${changes.map(({server, setting, was, saved}) => `${style.green('✓')} ${setting} of ${server} is ${saved} ${style.dim(`(was ${was})`)}`).join('\n')}${rest}`
}
