import {peers} from '../process/reports.ts'
import type {Peer} from '../protocol/commands/process/show-peers.ts'
import type {Cell, Column, Row, Tone} from '../render/types.ts'
import {withOthers} from './base/other-columns.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

const statusTones: Readonly<Record<string, Tone>> = {ESTA: 'good', CONN: 'doubtful', NONE: 'faint'}

const leading: readonly Column[] = [
  {name: 'section', heading: 'PEERS'},
  {name: 'peer', heading: 'NAME'},
  {name: 'local', priority: 2},
  {name: 'addr', heading: 'ADDRESS', priority: 4},
  {name: 'last_status', heading: 'STATUS', tone: (cell: Cell) => statusTones[String(cell)]},
  {name: 'active', priority: 3},
  {name: 'reconnect', priority: 6},
  {name: 'new_conn', heading: 'CONNECTIONS', align: 'right', priority: 5},
  {name: 'proto_err', heading: 'ERRORS', align: 'right', priority: 1, tone: (cell: Cell) => (cell === 0 ? 'faint' : 'bad')},
  {name: 'tables', priority: 7},
]

export default class Peers extends WatchingCommand {
  static override summary = 'who shares stick tables, and whether they are connected'
  static override description =
    'STATUS is that of the last connection: ESTA is established, CONN under way, NONE never tried, which is right for HAProxy itself (LOCAL). -o json has all that HAProxy says, by its names.'
  static override examples = ['<%= config.bin %> peers', '<%= config.bin %> peers -o json --fields section,peer,last_status']
  static override flags = {...targetFlags, ...watchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Peers)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const all = await peers(client)
      this.tellNone(all, flags, 'this HAProxy has no peers')
      await this.showRows(withOthers(leading, all), [all.map(rowOf)])
    })
  }
}

const rowOf = ({section, peer, isLocal, isActive, tables, fields}: Peer): Row => ({
  section,
  peer,
  local: isLocal,
  active: isActive,
  tables: tables.join(','),
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value])),
})
