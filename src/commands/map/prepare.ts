import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {dryRunFlag, mapArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class MapPrepare extends ByHandCommand {
  static override summary = 'begin a transaction by hand: set aside a new version of a map'
  static override description = 'Prints the version for `map load` and `map commit`. `map sync` does all three steps, and checks more.'
  static override examples = ['<%= config.bin %> map prepare big.map', 'V=$(<%= config.bin %> map prepare big.map -o plain --fields version)']
  static override args = {map: mapArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapPrepare)
    await this.prepare(new MapReference(maps, args.map), flags)
  }
}
