import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {ChangeCommand} from '../base/change-command.ts'
import {aclArgument, dryRunFlag, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class AclClear extends ChangeCommand {
  static override summary = 'empty a running ACL in one atomic step'
  static override description =
    'Commits an empty version, which works on every HAProxy from 2.4 on. On 2.2 the patterns go a hundred at a time, while traffic looks on. An empty ACL matches nothing: what it denied is let through.'
  static override examples = ['<%= config.bin %> acl clear blocked.acl', '<%= config.bin %> acl clear blocked.acl --yes']
  static override args = {acl: aclArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclClear)
    await this.clear(new MapReference(acls, args.acl), flags)
  }
}
