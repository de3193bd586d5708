import {type LimitName, limitNames, setLimit} from '../../process/limits.ts'
import {HactlError} from '../../protocol/error.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {nearest} from '../base/suggest.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

const isLimit = (text: string): text is LimitName => limitNames.some((name) => name === text)

export default class LimitSet extends TargetCommand {
  static override summary = 'set a limit of the process'
  static override description =
    'maxconn is connections at once, at most as many as the configuration says, which 0 brings back. The others are what may begin within a second, where 0 is no limit: connections, sessions, ssl-sessions, and http-compression in kB/s. HAProxy itself takes whatever is no number for 0: here that is refused, and the limit is read back.'
  static override examples = [
    '<%= config.bin %> limit set maxconn 500',
    '<%= config.bin %> limit set sessions 200',
    '<%= config.bin %> limit set http-compression 1000 --dry-run',
  ]
  static override args = {
    limit: Args.string({description: limitNames.join(', '), ignoreStdin: true, required: true}),
    value: Args.string({description: 'a number; 0 as above', ignoreStdin: true, required: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(LimitSet)
    const {limit: name} = args
    if (!isLimit(name)) {
      const meant = await nearest(name, limitNames)
      const hint = `${meant === undefined ? '' : `did you mean ${meant}? `}there are ${limitNames.join(', ')}`
      throw new HactlError('usage', {exit: 2, message: `there is no limit ${JSON.stringify(name)}`, hint})
    }
    const report = await setLimit(await this.connect(flags), name, args.value, {dryRun: flags['dry-run']})
    const unit = report.changes[0]?.unit ?? ''
    const value = (limit: number | null): string => (limit === null ? 'unknown' : limit === 0 ? 'without limit' : `${limit} ${unit}`)
    await this.show(report, changesView(report, {value, more: () => ({unit})}))
  }
}
