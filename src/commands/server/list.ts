import {namesOf} from '../../render/fields.ts'
import {listServers} from '../../servers/list.ts'
import {Args} from '../base/oclif.ts'
import {serverColumns, serverRow} from '../base/server-view.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

export default class ServerList extends WatchingCommand {
  static override summary = 'list servers: what is wanted of them, health, sessions'
  static override description =
    'ADMIN is what it gets: ready, drain (only what it has already) or maint (no traffic); (tracked) because the server that it follows does, (resolution) because its name has no address. `forced` of -o json is what it was set to itself. STATE is what HAProxy thinks of its health. WEIGHT is followed by that of the configuration where it was changed. `hactl stat` has the counters.'
  static override examples = [
    '<%= config.bin %> server list',
    '<%= config.bin %> server list "be_*/web*"',
    '<%= config.bin %> server list be_old -o json --fields server,admin,sessions',
  ]
  static override args = {
    name: Args.string({description: 'only BACKEND, or BACKEND/SERVER; * and ? stand for other characters', ignoreStdin: true}),
  }
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(serverColumns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.showRows(serverColumns, [(await listServers(client, args.name)).map(serverRow)]))
  }
}
