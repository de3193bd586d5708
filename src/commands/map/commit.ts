import {commitByHand} from '../../maps/by-hand.ts'
import {changeView} from '../base/change-view.ts'
import {dryRunFlag, mapArgument, versionArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapCommit extends TargetCommand {
  static override summary = 'make a prepared version the one that traffic sees'
  static override description =
    'All lower versions are removed with it. When the answer is lost, the outcome is looked up; where it cannot be had, exit status 5.'
  static override examples = ['<%= config.bin %> map commit big.map 7', '<%= config.bin %> map commit big.map 7 -o json']
  static override args = {map: mapArgument, version: versionArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapCommit)
    const step = await commitByHand(await this.connect(flags), args.map, args.version, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    await this.show(
      step,
      changeView(step, ({map, version}) => `version ${version} of ${map} is current`),
    )
  }
}
