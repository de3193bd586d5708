import {setEntry} from '../../maps/change.ts'
import {changeView, quoted} from '../base/change-view.ts'
import {undoLine} from '../base/changes-view.ts'
import {dryRunFlag, keyArgument, mapArgument, valueArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapSet extends TargetCommand {
  static override summary = 'change the value of a key in a running map'
  static override description = 'Traffic sees it at once. All entries with this key are changed. An unknown key ends with exit status 2.'
  static override examples = ['<%= config.bin %> map set big.map /shop be_shop', '<%= config.bin %> map set big.map /shop "be_shop; slow" --dry-run']
  static override args = {map: mapArgument, key: keyArgument, value: valueArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapSet)
    const client = await this.connect(flags)
    const change = await setEntry(client, args.map, args.key, args.value, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    const told = changeView(change, ({map, key, was}) => `changed ${quoted(key)} in ${map}${was === null ? '' : `, which was ${quoted(was)}`}`)
    const {summary} = told
    await this.show(change, {...told, ...(summary && {summary: (done, style) => [summary(done, style), ...undoLine(done, style)].join('\n')})})
  }
}
