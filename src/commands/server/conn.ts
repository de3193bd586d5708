import {counted, countedOf} from '../../render/cells.ts'
import type {Cell, Column, Row} from '../../render/types.ts'
import {type ServerConnections, serverConnections} from '../../servers/connections.ts'
import {Args} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

export default class ServerConn extends WatchingCommand {
  static override summary = 'connections to servers: in use, and idle'
  static override description =
    'USED are those in use now, MAX the most of late, NEEDED what HAProxy expects to need. IDLE ones wait to be used again; SAFE those that were used again before, UNSAFE the others, PRIVATE (from HAProxy 3.4 on) those of one client alone. -o json has the idle ones of each thread.'
  static override examples = [
    '<%= config.bin %> server conn',
    '<%= config.bin %> server conn "be_*/web*"',
    '<%= config.bin %> server conn be_old -o json --fields server,used,idle',
  ]
  static override args = {
    name: Args.string({description: 'only BACKEND, or BACKEND/SERVER; * and ? stand for other characters', ignoreStdin: true}),
  }
  static override flags = {...targetFlags, ...watchFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ServerConn)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const servers = await serverConnections(client, args.name)
      await this.showRows(columnsOf(Math.max(0, ...servers.map(({threads}) => threads.length))), [servers.map(rowOf)])
    })
  }
}

const ofLimit = (cell: Cell, {idleLimit}: Row): string => countedOf(cell, idleLimit)
const faintZero = (cell: Cell): 'faint' | undefined => (cell === 0 || cell === null ? 'faint' : undefined)

const columnsOf = (threads: number): Column[] => [
  {name: 'backend', tone: () => 'faint'},
  {name: 'server'},
  {name: 'used', align: 'right', format: counted, tone: faintZero},
  {name: 'usedMax', heading: 'MAX', align: 'right', priority: 2, format: counted, tone: faintZero},
  {name: 'needed', align: 'right', priority: 4, format: counted, tone: faintZero},
  {name: 'idle', align: 'right', format: ofLimit, tone: faintZero},
  {name: 'idleLimit', hidden: true},
  {name: 'safe', align: 'right', priority: 3, format: counted, tone: faintZero},
  {name: 'unsafe', align: 'right', priority: 3, format: counted, tone: faintZero},
  {name: 'private', align: 'right', priority: 5, format: counted, tone: faintZero},
  {name: 'served', align: 'right', priority: 1, format: counted, tone: faintZero},
  {name: 'purgeDelay', hidden: true},
  ...Array.from({length: threads}, (_, index): Column => ({name: threadName(index), hidden: true})),
]

const threadName = (index: number): string => `thread${index + 1}`

const rowOf = ({threads, ...numbers}: ServerConnections): Row => ({
  ...numbers,
  ...Object.fromEntries(threads.map((idle, index) => [threadName(index), idle])),
})
