import {findBackend} from '../../proxies/backends.ts'
import {backendArgument} from '../base/proxy-flags.ts'
import {sinceView} from '../base/since-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class BackendShow extends TargetCommand {
  static override summary = 'one backend: state, servers that are up, sessions'
  static override description = '`hactl server list BACKEND` has its servers, `hactl stat BACKEND -o json` all its counters.'
  static override examples = ['<%= config.bin %> backend show be_old', '<%= config.bin %> backend show be_old -o json --fields state,active,queue']
  static override args = {backend: backendArgument}
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackendShow)
    await this.show(await findBackend(await this.connect(flags), args.backend), sinceView)
  }
}
