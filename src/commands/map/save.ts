import {MapReference, maps} from '../../protocol/commands/map/reference.ts'
import {mapArgument} from '../base/map-flags.ts'
import {SaveCommand, saveFlags} from '../base/save-command.ts'
import {targetFlags} from '../base/target.ts'

export default class MapSave extends SaveCommand {
  static override summary = 'write the running content of a map to its file'
  static override description =
    'HAProxy reads its files when it starts: what was changed by commands only is lost then. Writes the file of this HAProxy, where it can be seen that it is the file here, or the one that --to names: in one step, with its mode and owner. Comments are lost.'
  static override examples = ['<%= config.bin %> map save /etc/haproxy/routes.map', '<%= config.bin %> map save routes.map --to /var/backups/routes.map']
  static override args = {map: mapArgument}
  static override flags = {...targetFlags, ...saveFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapSave)
    await this.save(new MapReference(maps, args.map), flags)
  }
}
