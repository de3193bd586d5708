import {shellWord} from '../../client/command-line.ts'
import type {Proposal} from '../../contexts/propose.ts'
import {namesOf} from '../../render/fields.ts'
import type {Column, Row} from '../../render/types.ts'
import {HactlCommand} from '../base/command.ts'
import {Args} from '../base/oclif.ts'

const columns: readonly Column[] = [
  {name: 'name'},
  {name: 'kind', priority: 2},
  {name: 'address', kept: 'end', format: (cell, row) => String(cell ?? `${String(row['bound'])} (not to be reached)`)},
  {name: 'level', priority: 1, format: (cell) => String(cell ?? '-')},
  {name: 'bound', hidden: true},
  {name: 'origin', heading: 'FROM', priority: 3, kept: 'end'},
  {name: 'command', hidden: true},
]

/** The line that makes it a context, safe to copy whatever somebody called a socket. */
const commandOf = ({name, kind, address, level}: Proposal): string | null =>
  address === null ? null : `hactl context add ${name} --${kind} ${shellWord(address)}${level === null ? '' : ` --level ${level}`}`

export default class ContextDiscover extends HactlCommand {
  static override summary = 'find HAProxies that could have a name'
  static override description =
    'Reads `stats socket` of a haproxy.cfg; without FILES, of those that processes of this machine and systemd’s haproxy.service are started with, with their `-S`, and /etc/haproxy/haproxy.cfg. Nothing is connected to, and nothing written: the lines that add a context are printed to be copied.'
  static override examples = ['<%= config.bin %> context discover', '<%= config.bin %> context discover -o json']
  static override args = {files: Args.string({description: 'configurations', ignoreStdin: true, multiple: true})}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args} = await this.parse(ContextDiscover)
    const {discoverContexts} = await import('../../contexts/propose.ts')
    const proposals = await discoverContexts(args.files === undefined ? {} : {files: args.files})
    await this.showRows(columns, [proposals.map((each): Row => ({...each, command: commandOf(each)}))])
    const workers = proposals.filter(({kind}) => kind === 'socket')
    if (workers.length < proposals.length) this.note('no command of hactl speaks to a master yet')
    for (const line of workers.map(commandOf)) if (line !== null && this.people) this.note(line)
    if (proposals.length === 0) this.note('nothing was found; `stats socket PATH level admin` in the global section of haproxy.cfg makes a socket')
  }
}
