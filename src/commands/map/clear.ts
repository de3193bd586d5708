import type {RuntimeClient} from '../../client/runtime-client.ts'
import {clearEntries} from '../../maps/clear.ts'
import {openMap} from '../../maps/open-map.ts'
import type {MapReference} from '../../protocol/commands/map/reference.ts'
import {changeView} from '../base/change-view.ts'
import {dryRunFlag, mapArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapClear extends TargetCommand {
  static override summary = 'empty a running map in one atomic step'
  static override description =
    'Commits an empty version, which works on every HAProxy from 2.4 on. On 2.2 the entries go a hundred at a time, while traffic looks on.'
  static override examples = ['<%= config.bin %> map clear big.map', '<%= config.bin %> map clear big.map --yes']
  static override args = {map: mapArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapClear)
    const client = await this.connect(flags)
    const map = flags['dry-run'] || this.assumesYes ? args.map : await this.#confirmed(client, args.map)
    const report = await clearEntries(client, map, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    await this.show(
      report,
      changeView(report, () => `emptied ${report.map}`),
    )
  }

  /** No lock is held while somebody thinks. @returns the map that was agreed upon */
  async #confirmed(client: RuntimeClient, name: string): Promise<MapReference> {
    const {map} = await openMap(client, name)
    await this.confirm(`remove all entries of ${map} on ${client.target.node}?`)
    return map
  }
}
