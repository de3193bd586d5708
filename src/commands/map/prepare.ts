import {planPrepare, prepareByHand} from '../../maps/by-hand.ts'
import {changeView} from '../base/change-view.ts'
import {dryRunFlag, mapArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapPrepare extends TargetCommand {
  static override summary = 'begin a transaction by hand: set aside a new version of a map'
  static override description = 'Prints the version for `map load` and `map commit`. `map sync` does all three steps, and checks more.'
  static override examples = ['<%= config.bin %> map prepare big.map', 'V=$(<%= config.bin %> map prepare big.map -o plain --fields version)']
  static override args = {map: mapArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapPrepare)
    const client = await this.connect(flags)
    if (flags['dry-run']) {
      const plan = await planPrepare(client, args.map)
      await this.show(
        plan,
        changeView(plan, () => ''),
      )
    } else await this.show(await prepareByHand(client, args.map, {...writersOf(flags), ...this.listener}), {text: ({version}) => String(version)})
  }
}
