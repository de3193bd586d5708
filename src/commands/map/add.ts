import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {ChangeCommand} from '../base/change-command.ts'
import {dryRunFlag, keyArgument, mapArgument, valueArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class MapAdd extends ChangeCommand {
  static override summary = 'append one entry to a running map'
  static override description =
    'Traffic sees it at once. Of equal keys HAProxy takes the first, so a key that is there already keeps its answer: `map set` changes it. For more than a few entries use `map sync`.'
  static override examples = ['<%= config.bin %> map add big.map /shop be_shop', '<%= config.bin %> map add big.map /shop "be_shop; slow" --dry-run']
  static override args = {map: mapArgument, key: keyArgument, value: valueArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapAdd)
    await this.addTo(new MapReference(maps, args.map), args.key, args.value, flags)
  }
}
