import {getVariable} from '../../process/variables.ts'
import {Args} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class VarGet extends TargetCommand {
  static override summary = 'the value of a variable of the process'
  static override description =
    'Only scope proc can be read, by its full name. HAProxy shows `.` for what cannot be printed. -o json tells its type, too. From HAProxy 2.4 on; needs level operator.'
  static override examples = ['<%= config.bin %> var get proc.colour', '<%= config.bin %> var get proc.colour -o json']
  static override args = {name: Args.string({description: 'proc.NAME', ignoreStdin: true, required: true})}
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VarGet)
    await this.show(await getVariable(await this.connect(flags), args.name), {text: ({value}) => `${value}\n`})
  }
}
