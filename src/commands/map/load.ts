import type {Step} from '../../maps/by-hand.ts'
import {entriesText} from '../../maps/count-text.ts'
import {loadByHand} from '../../maps/load-by-hand.ts'
import {chosenSession} from '../../maps/round-trip.ts'
import {changeView} from '../base/change-view.ts'
import type {View} from '../base/command.ts'
import {dryRunFlag, loadFlags, mapArgument, sourceArgument, versionArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

type Loaded = Step & {readonly entries: number}

export default class MapLoad extends TargetCommand {
  static override summary = 'append the entries of a file to a prepared version'
  static override description =
    'Traffic sees nothing of it until `map commit`. When HAProxy refuses an entry, those before it are in the version: abort it and begin again.'
  static override examples = ['<%= config.bin %> map load big.map 7 part1.map', 'sort hosts | <%= config.bin %> map load big.map 7 -']
  static override args = {map: mapArgument, version: versionArgument, source: sourceArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags, ...loadFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapLoad)
    const client = await this.connect(flags)
    await using source = await this.openSource(args.source, args.map)
    const session = await chosenSession(client, flags.session)
    const loaded = await loadByHand(client, args.map, args.version, source, {
      session,
      chunkSize: flags['chunk-size'],
      pace: flags.pace,
      dryRun: flags['dry-run'],
      ...writersOf(flags),
      ...this.listener,
    })
    await this.show(loaded, loadView(loaded))
  }
}

function loadView(loaded: Loaded): View<Loaded> {
  if (!loaded.changed) return changeView(loaded, () => '')
  return {
    summary: ({map, version, entries}, style) =>
      `${style.green('✓')} ${entriesText(entries)} loaded into version ${version} of ${map}; hactl map commit ${map} ${version} makes it current`,
  }
}
