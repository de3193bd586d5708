import {abortByReplace} from '../../maps/abort-by-replace.ts'
import {abortByHand, commitByHand, planPrepare, prepareByHand, type Step} from '../../maps/by-hand.ts'
import {entriesText} from '../../maps/count-text.ts'
import {loadByHand} from '../../maps/load-by-hand.ts'
import {chosenSession} from '../../maps/round-trip.ts'
import type {MapReference, MapVersion} from '../../protocol/commands/map/reference.ts'
import {viewFor} from './acl-view.ts'
import {changeView} from './change-view.ts'
import type {View} from './command.ts'
import {type LoadFlags, type WriterFlags, writersOf} from './map-flags.ts'
import {TargetCommand, type TargetFlags} from './target-command.ts'

interface StepFlags extends TargetFlags, WriterFlags {
  readonly 'dry-run': boolean
}

interface CommitFlags extends StepFlags {
  readonly 'allow-empty': boolean
}

interface AbortFlags extends StepFlags {
  readonly 'by-replace': boolean
}

type Loaded = Step & {readonly entries: number}

/** A step of a transaction by hand, of a map or of an ACL. */
export abstract class ByHandCommand extends TargetCommand {
  protected async prepare(map: MapReference, flags: StepFlags): Promise<void> {
    const client = await this.connect(flags)
    if (flags['dry-run']) {
      const plan = await planPrepare(client, map)
      const view = changeView(plan, () => '')
      await this.show(plan, viewFor(map.kind, view))
      return
    }
    const step = await prepareByHand(client, map, {...writersOf(flags), ...this.listener})
    await this.show(step, viewFor(map.kind, {text: ({version}) => String(version)}))
  }

  protected async load(map: MapReference, version: MapVersion, paths: readonly string[], flags: StepFlags & LoadFlags): Promise<void> {
    const client = await this.connect(flags)
    await using source = await this.openSource(paths, map.name, map.kind)
    const session = await chosenSession(client, flags.session)
    const loaded = await loadByHand(client, map, version, source, {
      session,
      chunkSize: flags['chunk-size'],
      dryRun: flags['dry-run'],
      ...writersOf(flags),
      ...this.listener,
    })
    await this.show(loaded, viewFor(map.kind, loadView(loaded, map)))
  }

  protected async commit(map: MapReference, version: MapVersion, flags: CommitFlags): Promise<void> {
    const options = {dryRun: flags['dry-run'], allowEmpty: flags['allow-empty'], ...writersOf(flags), ...this.listener}
    const step = await commitByHand(await this.connect(flags), map, version, options)
    const view = changeView(step, ({map, version}) => `version ${version} of ${map} is current`)
    await this.show(step, viewFor(map.kind, view))
  }

  protected async abort(map: MapReference, version: MapVersion, flags: AbortFlags): Promise<void> {
    const client = await this.connect(flags)
    if (!flags['by-replace']) {
      const step = await abortByHand(client, map, version, {dryRun: flags['dry-run'], ...writersOf(flags), ...this.listener})
      const view = changeView(step, () => '')
      const done: View<Step> = {...view, summary: ({map, version}, style) => `${style.green('✓')} version ${version} of ${map} is removed`}
      await this.show(step, viewFor(map.kind, step.dryRun ? view : done))
      return
    }
    const replaced = await abortByReplace(client, map, version, {...writersOf(flags), ...this.listener})
    const view: View<typeof replaced> = {
      summary: (now, style) =>
        `${style.green('✓')} version ${version} of ${now.map} is removed; the current content (${entriesText(now.entries)}) is now version ${now.version}`,
    }
    await this.show(replaced, viewFor(map.kind, view))
  }
}

function loadView(loaded: Loaded, {kind}: MapReference): View<Loaded> {
  if (loaded.dryRun) return changeView(loaded, () => '')
  return {
    summary: ({map, version, entries}, style) =>
      `${style.green('✓')} ${entriesText(entries)} loaded into version ${version} of ${map}; hactl ${kind.noun} commit ${map} ${version} makes it current`,
  }
}
