import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {dryRunFlag, emptyVersionFlag, mapArgument, versionArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class MapCommit extends ByHandCommand {
  static override summary = 'make a prepared version the one that traffic sees'
  static override description =
    'All lower versions are removed with it. A version without entries is refused, for it would empty the map. When the answer is lost, the outcome is looked up; where it cannot be had, exit status 5.'
  static override examples = ['<%= config.bin %> map commit big.map 7', '<%= config.bin %> map commit big.map 7 -o json']
  static override args = {map: mapArgument, version: versionArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, 'allow-empty': emptyVersionFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapCommit)
    await this.commit(new MapReference(maps, args.map), args.version, flags)
  }
}
