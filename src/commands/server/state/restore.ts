import {setServerState} from '../../../protocol/commands/server/set-server-state.ts'
import type {RestoreStateReport} from '../../../servers/restore-state.ts'
import type {Style} from '../../../terminal/style.ts'
import {changesView} from '../../base/changes-view.ts'
import {dryRunFlag} from '../../base/map-flags.ts'
import {Args} from '../../base/oclif.ts'
import {targetFlags} from '../../base/target.ts'
import {TargetCommand} from '../../base/target-command.ts'

export default class ServerStateRestore extends TargetCommand {
  static override summary = 'bring a saved state of servers back onto the running HAProxy'
  static override description =
    'Administrative state, weight, address and port, resolved name, SSL, and whether and where health and agent are checked, of each server of the file, by its name; only what differs is sent. What no command brings back, what HAProxy refuses, and servers of the file that are not there are told with the reason, and then the exit status is 5. Health is not touched: checks find it out. More than one change must be confirmed. To be able to go back, `server state save --to FILE` first.'
  static override examples = [
    '<%= config.bin %> server state restore saved.state --dry-run',
    '<%= config.bin %> server state restore saved.state --yes',
    '<%= config.bin %> server state restore - --dry-run < saved.state',
  ]
  static override args = {
    file: Args.string({description: 'a file that `server state save` has written, or - for standard input', ignoreStdin: true, required: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerStateRestore)
    const {readStateFile, stateIn} = await import('../../../servers/state-file.ts')
    const {restoreServersState} = await import('../../../servers/restore-state.ts')
    const saved = args.file === '-' ? stateIn(await this.readInput(), 'standard input') : await readStateFile(args.file)
    const client = await this.connect(flags)
    const plan = await restoreServersState(client, saved, {dryRun: true})
    const dryRun = flags['dry-run']
    if (!dryRun && plan.commands.length > 1) {
      client.permit(setServerState)
      await this.confirm(
        `bring ${plan.commands.length === 1 ? 'one setting of a server' : `${plan.commands.length} settings of servers`} back on ${client.target.node}?`,
      )
    }
    const report = dryRun ? plan : await restoreServersState(client, saved, this.listener)
    const {left, missing} = report
    for (const {server, setting, was, saved: wanted, why} of left) this.caution(`${setting} of ${server} is ${was}, not ${wanted}: ${why}`)
    if (missing.length > 0) this.caution(`HAProxy does not have ${missing.join(', ')}: hactl server add`)
    if (dryRun && plan.commands.length === 0) this.note('nothing to bring back')
    const view = changesView(report, {more: ({setting, saved: wanted}) => ({setting, saved: wanted})})
    await this.show(report, dryRun ? view : {...view, summary})
    if (!dryRun && left.length + missing.length > 0) this.exitWith(5)
  }
}

function summary({changes, others}: RestoreStateReport, style: Style): string {
  const rest = others.length > 0 ? style.dim(` (${others.length} servers are not in the file, and stay as they are)`) : ''
  const back = changes.filter(({now, saved}) => now === saved)
  if (changes.length === 0) return `${style.green('=')} nothing to bring back${rest}`
  const lines = back.map(({name, setting, was, now}) => `${style.green('✓')} ${setting} of ${name} is ${now} ${style.dim(`(was ${was})`)}`)
  return `${[...lines, ...(lines.length === 0 ? ['nothing was brought back'] : [])].join('\n')}${rest}`
}
