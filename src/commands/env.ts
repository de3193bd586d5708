import {environment, masked} from '../process/environment.ts'
import {namesOf} from '../render/fields.ts'
import type {Column} from '../render/types.ts'
import {Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

const columns: readonly Column[] = [
  {name: 'name'},
  {name: 'value', tone: (_, row) => (row['masked'] === true ? 'faint' : undefined)},
  {name: 'masked', hidden: true},
]

export default class Env extends TargetCommand {
  static override summary = 'the environment of the HAProxy process, secrets masked'
  static override description =
    'What looks like a secret is shown as ***: by its name (PASSWORD, TOKEN, SECRET, KEY …), a PEM block, a password in an address, a long random word. That is a guess, which may be wrong both ways. Needs level operator.'
  static override examples = ['<%= config.bin %> env', '<%= config.bin %> env -o plain --fields name']
  static override flags = {...targetFlags, reveal: Flags.boolean({description: 'show secrets as they are'})}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(Env)
    const variables = await environment(await this.connect(flags))
    await this.showRows(columns, [variables.map((variable) => (flags.reveal ? {...variable, masked: false} : {...masked(variable)}))])
  }
}
