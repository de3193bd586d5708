import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {ChangeCommand} from '../base/change-command.ts'
import {aclArgument, dryRunFlag, patternArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class AclDel extends ChangeCommand {
  static override summary = 'remove a pattern from a running ACL'
  static override description =
    'Traffic sees it at once. The pattern goes as often as it stands there, on HAProxy 3.4 too, which removes one at a time. An unknown pattern ends with exit status 2.'
  static override examples = ['<%= config.bin %> acl del blocked.acl 10.1.0.0/16', '<%= config.bin %> acl del blocked.acl 10.1.0.0/16 --dry-run']
  static override args = {acl: aclArgument, pattern: patternArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclDel)
    await this.deleteFrom(new MapReference(acls, args.acl), args.pattern, flags)
  }
}
