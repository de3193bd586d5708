import {entriesText} from '../../maps/count-text.ts'
import {type SaveReport, saveMap} from '../../maps/save.ts'
import type {Style} from '../../terminal/style.ts'
import {driftFlag, mapArgument} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class MapSave extends TargetCommand {
  static override summary = 'write the running content of a map to its file'
  static override description =
    'HAProxy reads its files when it starts: what was changed by commands only is lost then. Writes the file of this HAProxy, where it can be seen that it is the file here, or the one that --to names: in one step, with its mode and owner. Comments are lost.'
  static override examples = ['<%= config.bin %> map save /etc/haproxy/routes.map', '<%= config.bin %> map save routes.map --to /var/backups/routes.map']
  static override args = {map: mapArgument}
  static override flags = {
    ...targetFlags,
    to: Flags.string({description: 'another file than HAProxy’s own', helpValue: 'FILE'}),
    'dry-run': Flags.boolean({char: 'n', description: 'read and check only, write nothing'}),
    'accept-drift': driftFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapSave)
    const client = await this.connect(flags)
    const dryRun = flags['dry-run']
    const report = await saveMap(client, args.map, {to: flags.to, dryRun, acceptDrift: flags['accept-drift'], ...this.listener})
    await this.show(report, dryRun ? {text: planned} : {summary: done, row})
  }
}

const row = ({map, file, entries, bytes, written, comments}: SaveReport) => ({map, file, entries, bytes, written, comments})

const done = ({map, file, entries, written}: SaveReport, style: Style): string =>
  written
    ? `${style.green('✓')} ${map}: ${entriesText(entries)} saved to ${file}`
    : `${style.green('=')} ${file} holds the ${entriesText(entries)} of ${map} already`

const planned = ({map, file, entries, written}: SaveReport): string =>
  written ? `${entriesText(entries)} of ${map} would be saved to ${file}` : `${file} holds the ${entriesText(entries)} of ${map} already`
