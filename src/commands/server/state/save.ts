import {HactlError} from '../../../protocol/error.ts'
import {saveServersState} from '../../../servers/state-file.ts'
import {dryRunFlag} from '../../base/map-flags.ts'
import {Args, Flags} from '../../base/oclif.ts'
import {targetFlags} from '../../base/target.ts'
import {TargetCommand} from '../../base/target-command.ts'

export default class ServerStateSave extends TargetCommand {
  static override summary = 'write the state of all servers as HAProxy loads it at its next start'
  static override description =
    'The answer of `show servers state` as it is: on standard output, or into a file, in one step. HAProxy reads it with `load-server-state-from-file` and `server-state-file` when it starts, so that weights and maintenance outlive a reload; of a server that haproxy.cfg gives by its IP address it loads the port, and not the address. `hactl server state restore` brings a state back onto a running process, addresses too.'
  static override examples = ['<%= config.bin %> server state save --to servers.state', '<%= config.bin %> server state save']
  static override args = {file: Args.string({description: 'the file, as with --to, or - for standard output', ignoreStdin: true})}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    to: Flags.string({description: 'the file', helpValue: 'FILE'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerStateSave)
    const {to: named = args.file ?? '-', 'dry-run': dryRun} = flags
    if (args.file !== undefined && flags.to !== undefined)
      throw new HactlError('usage', {exit: 2, message: 'the file is named twice', hint: 'hactl server state save FILE, or --to FILE'})
    const saved = await saveServersState(await this.connect(flags), {to: named === '-' ? undefined : named, dryRun})
    const {file, servers, text, written} = saved
    if (file === null) return this.show(saved, {text: () => text})
    const what = `the state of ${servers} servers`
    await this.show(saved, {
      ...(written ? {summary: (_, style) => `${style.green('✓')} ${what} saved to ${file}`} : {text: () => `${what} would be saved to ${file}`}),
      thing: () => ({file, servers, written}),
      row: () => ({file, servers, written}),
    })
  }
}
