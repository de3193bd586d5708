import {cliSockets} from '../process/sockets.ts'
import {namesOf} from '../render/fields.ts'
import type {Column, Tone} from '../render/types.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

const tones: Readonly<Record<string, Tone>> = {admin: 'doubtful', user: 'faint'}

const columns: readonly Column[] = [
  {name: 'address', kept: 'end'},
  {name: 'level', tone: (cell) => tones[String(cell)]},
  {name: 'processes', hidden: true},
]

export default class Sockets extends TargetCommand {
  static override summary = 'the sockets of the Runtime API, and what each may do'
  static override description =
    'Whoever can open a socket of level admin may change everything; one on TCP asks for no password. sockpair@N is the way that HAProxy’s master has to this process.'
  static override examples = ['<%= config.bin %> sockets', '<%= config.bin %> sockets -o json --query "[?level==\'admin\'].address"']
  static override flags = {...targetFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(Sockets)
    const sockets = await cliSockets(await this.connect(flags))
    await this.showRows(columns, [sockets.map((socket) => ({...socket}))])
  }
}
