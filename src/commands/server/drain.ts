import {untilDrained} from '../../servers/drained.ts'
import {setServersState} from '../../servers/state.ts'
import {durationFlag} from '../base/duration.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {ServerCommand, serversViewOf} from '../base/server-command.ts'
import {serversArgument} from '../base/server-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class ServerDrain extends ServerCommand {
  static override summary = 'keep servers from new traffic, and let them end what they have'
  static override description =
    'Load balancing leaves them out; requests that a cookie or a stick table sends to them still come, and so do those of open connections. Health checks go on. More than one server must be confirmed. --wait returns when they have no sessions and no queue; a wait that runs out or is interrupted ends with exit status 5, leaves them in drain and prints the command that undoes it.'
  static override examples = [
    '<%= config.bin %> server drain be_old/web1',
    '<%= config.bin %> server drain be_old/web1 --wait --wait-timeout 2m',
    '<%= config.bin %> server drain "be_*/web*" --yes',
    '<%= config.bin %> server drain "be_old/*" --dry-run',
  ]
  static override args = {servers: serversArgument}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    wait: Flags.boolean({description: 'wait until they have no sessions and no queue', exclusive: ['dry-run']}),
    'wait-timeout': durationFlag({description: 'how long (default 5m)', dependsOn: ['wait']}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerDrain)
    const {client, servers} = await this.choose(args.servers, flags, (chosen) => `set ${chosen} to drain`)
    const report = await setServersState(client, servers, 'drain', {dryRun: flags['dry-run'], ...this.listener})
    if (flags.wait) await untilDrained(client, servers, {timeout: flags['wait-timeout'], progress: this.progress})
    await this.show(report, serversViewOf(report))
  }
}
