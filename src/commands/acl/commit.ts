import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {aclArgument, dryRunFlag, emptyVersionFlag, versionArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class AclCommit extends ByHandCommand {
  static override summary = 'make a prepared version the one that traffic sees'
  static override description =
    'All lower versions are removed with it. A version without entries is refused, for it would empty the ACL. When the answer is lost, the outcome is looked up; where it cannot be had, exit status 5.'
  static override examples = ['<%= config.bin %> acl commit blocked.acl 7', '<%= config.bin %> acl commit blocked.acl 7 -o json']
  static override args = {acl: aclArgument, version: versionArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, 'allow-empty': emptyVersionFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclCommit)
    await this.commit(new MapReference(acls, args.acl), args.version, flags)
  }
}
