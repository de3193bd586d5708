import {findServer} from '../../servers/list.ts'
import {serverArgument} from '../base/server-flags.ts'
import {sinceView} from '../base/since-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class ServerShow extends TargetCommand {
  static override summary = 'one server: what is wanted of it, health, sessions'
  static override description = '`hactl stat BACKEND/SERVER -o json` has all its counters.'
  static override examples = ['<%= config.bin %> server show be_old/web1', '<%= config.bin %> server show be_old/web1 -o json --fields admin,sessions']
  static override args = {server: serverArgument}
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerShow)
    await this.show(await findServer(await this.connect(flags), args.server), sinceView)
  }
}
