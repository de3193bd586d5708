import {processInfo} from '../stats/info.ts'
import {infoText} from './base/info-view.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

export default class Info extends WatchingCommand {
  static override summary = 'the process: version, load, connections, rates, memory'
  static override description =
    'For people grouped and in units, with the percentage of each limit that is used; -o json has every field of `show info` under HAProxy’s own name and in its unit. A field that this hactl does not know stands at the end.'
  static override examples = ['<%= config.bin %> info', '<%= config.bin %> info --watch', '<%= config.bin %> info -o json --fields CurrConns,Maxconn,Idle_pct']
  static override flags = {...targetFlags, ...watchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Info)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.show(await processInfo(client), {text: infoText}))
  }
}
