import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {dryRunFlag, loadFlags, mapArgument, sourceArgument, versionArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class MapLoad extends ByHandCommand {
  static override summary = 'append the entries of a file to a prepared version'
  static override description =
    'Traffic sees nothing of it until `map commit`. When HAProxy refuses an entry, those before it are in the version: abort it and begin again.'
  static override examples = ['<%= config.bin %> map load big.map 7 part1.map', 'sort hosts | <%= config.bin %> map load big.map 7 -']
  static override args = {map: mapArgument, version: versionArgument, source: sourceArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags, ...loadFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapLoad)
    await this.load(new MapReference(maps, args.map), args.version, args.source, flags)
  }
}
