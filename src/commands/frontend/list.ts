import {type Frontend, listFrontends} from '../../proxies/frontends.ts'
import {counted, countedOf} from '../../render/cells.ts'
import {namesOf} from '../../render/fields.ts'
import type {Column, Row, Tone} from '../../render/types.ts'
import {Args} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

const tones: Readonly<Record<string, Tone>> = {OPEN: 'good', FULL: 'bad', PAUSED: 'doubtful', STOP: 'doubtful'}

const columns: readonly Column[] = [
  {name: 'frontend'},
  {name: 'status', tone: (cell) => tones[String(cell)]},
  {name: 'sessions', heading: 'SESS', align: 'right', format: (cell, {sessionLimit}) => countedOf(cell, sessionLimit)},
  {name: 'sessionLimit', hidden: true},
  {name: 'rate', heading: 'SESS/S', align: 'right', priority: 1, format: (cell, {rateLimit}) => countedOf(cell, rateLimit)},
  {name: 'rateLimit', hidden: true},
  {name: 'highestRate', heading: 'MOST/S', align: 'right', priority: 2, format: counted},
  {name: 'mode', priority: 3},
]

const rowOf = (frontend: Frontend): Row => ({...frontend})

export default class FrontendList extends WatchingCommand {
  static override summary = 'list frontends: whether they accept, sessions and their limits'
  static override description =
    'STATUS is HAProxy’s own word: OPEN, FULL (as many sessions as its maxconn allows), PAUSED (disabled), STOP (shut down; on HAProxy before 2.6 also: disabled). `hactl stat --type frontend` has the counters.'
  static override examples = [
    '<%= config.bin %> frontend list',
    '<%= config.bin %> frontend list "lab*"',
    '<%= config.bin %> frontend list -o json --fields frontend,status',
  ]
  static override args = {name: Args.string({description: 'only these; * and ? stand for other characters', ignoreStdin: true})}
  static override flags = {...targetFlags, ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(FrontendList)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => this.showRows(columns, [(await listFrontends(client, args.name)).map(rowOf)]))
  }
}
