import type {RuntimeClient} from '../../client/runtime-client.ts'
import {addEntry, deleteEntry} from '../../maps/change.ts'
import {clearEntries} from '../../maps/clear.ts'
import {openMap} from '../../maps/open-map.ts'
import type {MapReference} from '../../protocol/commands/map/reference.ts'
import {viewFor} from './acl-view.ts'
import {changeView, quoted} from './change-view.ts'
import {type WriterFlags, writersOf} from './map-flags.ts'
import {TargetCommand, type TargetFlags} from './target-command.ts'

interface ChangeFlags extends TargetFlags, WriterFlags {
  readonly 'dry-run': boolean
}

/** A command that changes what traffic sees, of a map or of an ACL. */
export abstract class ChangeCommand extends TargetCommand {
  /** @param value none for an ACL */
  protected async addTo(map: MapReference, key: string, value: string | undefined, flags: ChangeFlags): Promise<void> {
    const client = await this.connect(flags)
    const change = await addEntry(client, map, key, value, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    const view = changeView(change, ({map, key}) => `added ${quoted(key)} in ${map}`)
    await this.show(change, viewFor(map.kind, view))
  }

  protected async deleteFrom(map: MapReference, key: string, flags: ChangeFlags): Promise<void> {
    const client = await this.connect(flags)
    const change = await deleteEntry(client, map, key, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    const view = changeView(change, ({map, key}) => `removed ${quoted(key)} in ${map}`)
    await this.show(change, viewFor(map.kind, view))
  }

  protected async clear(name: MapReference, flags: ChangeFlags): Promise<void> {
    const client = await this.connect(flags)
    const map = flags['dry-run'] || this.assumesYes ? name : await this.#confirmed(client, name)
    const report = await clearEntries(client, map, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
    const view = changeView(report, ({map}) => `emptied ${map}`)
    await this.show(report, viewFor(name.kind, view))
  }

  /** No lock is held while somebody thinks. @returns the map that was agreed upon */
  async #confirmed(client: RuntimeClient, name: MapReference): Promise<MapReference> {
    const {map} = await openMap(client, name)
    await this.confirm(`remove all entries of ${map} on ${client.target.node}?`)
    return map
  }
}
