import {drainServers} from '../../servers/drain.ts'
import {stateChange} from '../../servers/state.ts'
import {durationFlag} from '../base/duration.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {ServerCommand} from '../base/server-command.ts'
import {serversArgument} from '../base/server-flags.ts'
import {drainViewOf} from '../base/state-view.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerDrain extends ServerCommand {
  static override summary = 'keep servers from new traffic, and let them end what they have'
  static override description =
    'Load balancing leaves them out; requests that a cookie or a stick table sends to them still come, and so do those of open connections. Health checks go on. More than one server must be confirmed. --wait returns when they have no sessions and no queue, and tells what a cookie or a stick table has brought meanwhile; --then maint takes them out of service then. A wait that runs out or is interrupted ends with exit status 5, leaves them in drain and prints the command that undoes it; --then is not done.'
  static override examples = [
    '<%= config.bin %> server drain be_old/web1',
    '<%= config.bin %> server drain be_old/web1 --wait --wait-timeout 2m --then maint',
    '<%= config.bin %> server drain "be_*/web*" --yes',
    '<%= config.bin %> server drain "be_old/*" --wait --then maint --dry-run',
  ]
  static override args = {servers: serversArgument}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    wait: Flags.boolean({description: 'wait until they have no sessions and no queue'}),
    'wait-timeout': durationFlag({description: 'how long (default 5m)', dependsOn: ['wait']}),
    // oxlint-disable-next-line no-thenable -- nobody awaits flags, and the word is what people say
    then: Flags.option({description: 'what to set them to when nothing is left', options: ['maint'] as const, dependsOn: ['wait']})(),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerDrain)
    const {wait, then: next} = flags
    const {client, servers} = await this.choose(args.servers, flags, {
      purpose: (chosen) => `set ${chosen} to drain${next === undefined ? '' : `, and then to ${next}`}`,
      planned: () => stateChange('drain'),
    })
    const report = await drainServers(client, servers, {dryRun: flags['dry-run'], wait, timeout: flags['wait-timeout'], next, ...this.listener})
    await this.show(report, drainViewOf(report, servers))
  }
}
