import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {aclArgument} from '../base/map-flags.ts'
import {SaveCommand, saveFlags} from '../base/save-command.ts'
import {targetFlags} from '../base/target.ts'

export default class AclSave extends SaveCommand {
  static override summary = 'write the running patterns of an ACL to its file'
  static override description =
    'HAProxy reads its files when it starts: what was changed by commands only is lost then. Writes the file of this HAProxy, where it can be seen that it is the file here, or the one that --to names: in one step, with its mode and owner. Comments are lost.'
  static override examples = ['<%= config.bin %> acl save /etc/haproxy/blocked.acl', '<%= config.bin %> acl save blocked.acl --to /var/backups/blocked.acl']
  static override args = {acl: aclArgument}
  static override flags = {...targetFlags, ...saveFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclSave)
    await this.save(new MapReference(acls, args.acl), flags)
  }
}
