import {entriesText} from '../../maps/count-text.ts'
import {type SaveReport, saveMap} from '../../maps/save.ts'
import type {MapReference} from '../../protocol/commands/map/reference.ts'
import type {Style} from '../../terminal/style.ts'
import {viewFor} from './acl-view.ts'
import {driftFlag} from './map-flags.ts'
import {Flags} from './oclif.ts'
import {TargetCommand, type TargetFlags} from './target-command.ts'

export const saveFlags = {
  to: Flags.string({description: 'another file than HAProxy’s own', helpValue: 'FILE'}),
  'dry-run': Flags.boolean({char: 'n', description: 'read and check only, write nothing'}),
  'accept-drift': driftFlag,
}

interface SaveFlags extends TargetFlags {
  readonly to?: string | undefined
  readonly 'dry-run': boolean
  readonly 'accept-drift': boolean
}

/** A command that writes the running content of a map or of an ACL to a file. */
export abstract class SaveCommand extends TargetCommand {
  protected async save(name: MapReference, flags: SaveFlags): Promise<void> {
    const client = await this.connect(flags)
    const dryRun = flags['dry-run']
    const report = await saveMap(client, name, {to: flags.to, dryRun, acceptDrift: flags['accept-drift'], ...this.listener})
    await this.show(report, viewFor(name.kind, {row, ...(dryRun ? {text: planned} : {summary: done})}))
  }
}

const row = ({map, file, entries, bytes, written, comments}: SaveReport) => ({map, file, entries, bytes, written, comments})

const done = (report: SaveReport, style: Style): string =>
  report.written ? `${style.green('✓')} ${report.map}: ${entriesText(report.entries)} saved to ${report.file}` : `${style.green('=')} ${held(report)}`

const planned = (report: SaveReport): string =>
  report.written ? `${entriesText(report.entries)} of ${report.map} would be saved to ${report.file}` : held(report)

const held = ({map, file, entries}: SaveReport): string => `${file} holds the ${entriesText(entries)} of ${map} already`
