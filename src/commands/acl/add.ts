import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {ChangeCommand} from '../base/change-command.ts'
import {aclArgument, dryRunFlag, patternArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class AclAdd extends ChangeCommand {
  static override summary = 'append one pattern to a running ACL'
  static override description = 'Traffic sees it at once. For more than a few patterns use `acl sync`.'
  static override examples = ['<%= config.bin %> acl add blocked.acl 10.1.0.0/16', '<%= config.bin %> acl add agents.acl "BadBot/1.0 (crawler)" --dry-run']
  static override args = {acl: aclArgument, pattern: patternArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclAdd)
    await this.addTo(new MapReference(acls, args.acl), args.pattern, undefined, flags)
  }
}
