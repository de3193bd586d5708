import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {ChangeCommand} from '../base/change-command.ts'
import {dryRunFlag, keyArgument, mapArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class MapDel extends ChangeCommand {
  static override summary = 'remove a key from a running map'
  static override description =
    'Traffic sees it at once. All entries with this key go, on HAProxy 3.4 too, which removes one at a time. An unknown key ends with exit status 2.'
  static override examples = ['<%= config.bin %> map del big.map /shop', '<%= config.bin %> map del big.map /shop --dry-run']
  static override args = {map: mapArgument, key: keyArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapDel)
    await this.deleteFrom(new MapReference(maps, args.map), args.key, flags)
  }
}
