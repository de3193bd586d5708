import {fileDescriptors} from '../process/scheduler.ts'
import {type FileDescriptor, showFd} from '../protocol/commands/process/show-fd.ts'
import {fieldValue} from '../protocol/fields.ts'
import type {Cell, Column, Row} from '../render/types.ts'
import {withOthers} from './base/other-columns.ts'
import {targetFlags} from './base/target.ts'
import {stallingWatchFlags, WatchingCommand} from './base/watching-command.ts'

/** `0x7f49(sock_conn_iocb+0)` */
const functionIn = (cell: Cell): string => (typeof cell === 'string' ? (/\((.*?)(?:\+0)?\)/.exec(cell)?.[1] ?? cell) : '-')

const leading: readonly Column[] = [
  {name: 'fd', align: 'right'},
  {name: 'suspicious', priority: 1, format: (cell) => (cell === true ? 'odd' : '-'), tone: (cell) => (cell === true ? 'bad' : 'faint')},
  {name: 'fe', heading: 'FRONTEND'},
  {name: 'sv', heading: 'SERVER'},
  {name: 'fam', heading: 'FAMILY', priority: 4},
  {name: 'lport', heading: 'LOCAL', align: 'right', priority: 3},
  {name: 'rport', heading: 'REMOTE', align: 'right', priority: 3},
  {name: 'mux', priority: 2},
  {name: 'xprt', heading: 'TRANSPORT', priority: 5},
  {name: 'iocb', heading: 'HANDLER', priority: 6, format: functionIn},
]

export default class Fd extends WatchingCommand {
  static override summary = 'the file descriptors that HAProxy has open'
  static override description =
    'What each is for: a listener has a FRONTEND and no MUX, a connection of a client a FRONTEND, one to a server a SERVER; LOCAL and REMOTE are ports. -o json has all that HAProxy says, by its names. All threads stand still while it is asked, once for each descriptor: think twice where there are many thousands. Needs level operator.'
  static override examples = ['<%= config.bin %> fd', '<%= config.bin %> fd -o json --query "length([?suspicious])"']
  static override flags = {...targetFlags, ...stallingWatchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Fd)
    const client = await this.connect(flags)
    await this.repeat(
      flags,
      async () => {
        const all = await fileDescriptors(client)
        await this.showRows(withOthers(leading, all), [all.map(rowOf)])
      },
      showFd,
    )
  }
}

const rowOf = ({fd, suspicious, fields}: FileDescriptor): Row => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fieldValue(value)])),
  fd,
  suspicious,
})
