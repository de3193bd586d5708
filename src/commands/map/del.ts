import {deleteEntry} from '../../maps/change.ts'
import {changeView, quoted} from '../base/change-view.ts'
import {dryRunFlag, keyArgument, mapArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapDel extends TargetCommand {
  static override summary = 'remove a key from a running map'
  static override description =
    'Traffic sees it at once. All entries with this key go, on HAProxy 3.4 too, which removes one at a time. An unknown key ends with exit status 2.'
  static override examples = ['<%= config.bin %> map del big.map /shop', '<%= config.bin %> map del big.map /shop --dry-run']
  static override args = {map: mapArgument, key: keyArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapDel)
    const client = await this.connect(flags)
    const change = await deleteEntry(client, args.map, args.key, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    await this.show(
      change,
      changeView(change, ({map, key}) => `removed ${quoted(key)} in ${map}`),
    )
  }
}
