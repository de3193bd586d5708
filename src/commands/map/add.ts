import {addEntry} from '../../maps/change.ts'
import {changeView, quoted} from '../base/change-view.ts'
import {dryRunFlag, keyArgument, mapArgument, valueArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapAdd extends TargetCommand {
  static override summary = 'append one entry to a running map'
  static override description =
    'Traffic sees it at once. Of equal keys HAProxy takes the first, so a key that is there already keeps its answer: `map set` changes it. For more than a few entries use `map sync`.'
  static override examples = ['<%= config.bin %> map add big.map /shop be_shop', '<%= config.bin %> map add big.map /shop "be_shop; slow" --dry-run']
  static override args = {map: mapArgument, key: keyArgument, value: valueArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapAdd)
    const client = await this.connect(flags)
    const change = await addEntry(client, args.map, args.key, args.value, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    await this.show(
      change,
      changeView(change, ({map, key}) => `added ${quoted(key)} in ${map}`),
    )
  }
}
