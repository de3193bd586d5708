import {type Backend, listBackends} from '../../proxies/backends.ts'
import {counted} from '../../render/cells.ts'
import {namesOf} from '../../render/fields.ts'
import type {Cell, Column, Row, Tone} from '../../render/types.ts'
import {duration} from '../../render/units.ts'
import {Args} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

const stateText = (cell: Cell, {published}: Row): string => (published === false ? `${String(cell)} (unpublished)` : String(cell))
const stateTone = (cell: Cell, {published}: Row): Tone => (published === false ? 'doubtful' : cell === 'up' ? 'good' : 'bad')

/** `3+1 of 5`: three up, and one for backup. */
function serversText(cell: Cell, {active, backup}: Row): string {
  const up = typeof backup === 'number' && backup > 0 ? `${counted(active ?? null)}+${backup}` : counted(active ?? null)
  return `${up} of ${counted(cell)}`
}
const serversTone = (cell: Cell, {active}: Row): Tone | undefined => (cell === 0 ? 'faint' : active === 0 ? 'bad' : undefined)

const columns: readonly Column[] = [
  {name: 'backend'},
  {name: 'state', format: stateText, tone: stateTone},
  {name: 'published', hidden: true},
  {name: 'servers', heading: 'UP', align: 'right', format: serversText, tone: serversTone},
  {name: 'active', hidden: true},
  {name: 'backup', hidden: true},
  {name: 'since', align: 'right', priority: 4, format: (cell) => (typeof cell === 'number' ? duration(cell) : '-')},
  {name: 'sessions', heading: 'SESS', align: 'right', format: counted},
  {name: 'queue', align: 'right', priority: 1, format: counted, tone: (cell) => (typeof cell === 'number' && cell > 0 ? 'doubtful' : 'faint')},
  {name: 'rate', heading: 'SESS/S', align: 'right', priority: 2, format: counted},
  {name: 'weight', align: 'right', priority: 5, format: counted},
  {name: 'mode', priority: 6},
  {name: 'balance', priority: 3},
]

const rowOf = (backend: Backend): Row => ({...backend})

export default class BackendList extends WatchingCommand {
  static override summary = 'list backends: state, servers that are up, sessions'
  static override description =
    'UP has the servers that are up, those for backup behind the plus sign, and how many there are. A backend without servers counts as up. From HAProxy 3.4 on one may be unpublished: rules pass it over. `hactl server list` has the servers, `hactl stat --type backend` the counters.'
  static override examples = [
    '<%= config.bin %> backend list',
    '<%= config.bin %> backend list "be_*"',
    '<%= config.bin %> backend list -o json --query "[?state==\'down\'].backend"',
  ]
  static override args = {name: Args.string({description: 'only these; * and ? stand for other characters', ignoreStdin: true})}
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackendList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.showRows(columns, [(await listBackends(client, args.name)).map(rowOf)]))
  }
}
