import {setVariable} from '../../process/variables.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args, Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class VarSet extends TargetCommand {
  static override summary = 'set a variable of the process, until HAProxy is reloaded'
  static override description =
    'EXPRESSION is a sample expression as in haproxy.cfg: int(5), str(blue), date,ltime(%H); with --format a log format: "%[date] %H". HAProxy counts this as experimental, and marks the process (Tainted of hactl info). From HAProxy 2.5 on; needs level admin.'
  static override examples = ["<%= config.bin %> var set proc.colour 'str(blue)'", '<%= config.bin %> var set proc.banner --format "%[date] at %H" --dry-run']
  static override args = {
    name: Args.string({description: 'proc.NAME', ignoreStdin: true, required: true}),
    expression: Args.string({description: 'what it is set to: int(5), str(blue), or a log format with --format', ignoreStdin: true, required: true}),
  }
  static override flags = {
    ...targetFlags,
    format: Flags.boolean({description: 'EXPRESSION is a log format'}),
    'dry-run': dryRunFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VarSet)
    const expression = {kind: flags.format ? 'fmt' : 'expr', text: args.expression} as const
    const report = await setVariable(await this.connect(flags), args.name, expression, {dryRun: flags['dry-run']})
    await this.show(report, changesView(report, {value: (variable) => (variable === null ? 'not set' : `${variable.value} (${variable.type})`)}))
  }
}
