import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {ChangeCommand} from '../base/change-command.ts'
import {dryRunFlag, mapArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class MapClear extends ChangeCommand {
  static override summary = 'empty a running map in one atomic step'
  static override description =
    'Commits an empty version, which works on every HAProxy from 2.4 on. On 2.2 the entries go a hundred at a time, while traffic looks on.'
  static override examples = ['<%= config.bin %> map clear big.map', '<%= config.bin %> map clear big.map --yes']
  static override args = {map: mapArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapClear)
    await this.clear(new MapReference(maps, args.map), flags)
  }
}
