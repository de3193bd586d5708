import {abortByReplace} from '../../maps/abort-by-replace.ts'
import {abortByHand} from '../../maps/by-hand.ts'
import {entriesText} from '../../maps/count-text.ts'
import {changeView} from '../base/change-view.ts'
import {dryRunFlag, mapArgument, versionArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapAbort extends TargetCommand {
  static override summary = 'give a prepared version up'
  static override description =
    'Removes its entries where that is safe. Beside a large map HAProxy before 3.4 could stop over it, and 3.4 itself removes nothing: there the version stays, invisible to traffic, until the next commit, or --by-replace commits the current content anew, which removes it on every version (about 2 s a million entries).'
  static override examples = ['<%= config.bin %> map abort big.map 7', '<%= config.bin %> map abort big.map 7 --by-replace']
  static override args = {map: mapArgument, version: versionArgument}
  static override flags = {
    ...targetFlags,
    'dry-run': dryRunFlag,
    ...writerFlags,
    'by-replace': Flags.boolean({exclusive: ['dry-run'], description: 'load the current content into a newer version and commit that'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapAbort)
    const client = await this.connect(flags)
    if (!flags['by-replace']) {
      const step = await abortByHand(client, args.map, args.version, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
      const view = changeView(step, () => '')
      await this.show(step, step.changed ? {...view, summary: ({map, version}, style) => `${style.green('✓')} version ${version} of ${map} is removed`} : view)
      return
    }
    const replaced = await abortByReplace(client, args.map, args.version, {...writersOf(flags), ...this.listener})
    await this.show(replaced, {
      summary: ({map, version, entries}, style) =>
        `${style.green('✓')} version ${args.version} of ${map} is removed; the current content (${entriesText(entries)}) is now version ${version}`,
    })
  }
}
