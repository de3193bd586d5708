import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {byReplaceFlag, dryRunFlag, mapArgument, versionArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class MapAbort extends ByHandCommand {
  static override summary = 'give a prepared version up'
  static override description =
    'Removes its entries where that is safe. Beside a large map HAProxy before 3.4 could stop over it, and 3.4 itself removes nothing: there the version stays, invisible to traffic, until the next commit, or --by-replace commits the current content anew, which removes it on every version (about 2 s a million entries).'
  static override examples = ['<%= config.bin %> map abort big.map 7', '<%= config.bin %> map abort big.map 7 --by-replace']
  static override args = {map: mapArgument, version: versionArgument}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    ...writerFlags,
    'by-replace': byReplaceFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapAbort)
    await this.abort(new MapReference(maps, args.map), args.version, flags)
  }
}
