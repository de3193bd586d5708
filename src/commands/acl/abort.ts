import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {aclArgument, byReplaceFlag, dryRunFlag, versionArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class AclAbort extends ByHandCommand {
  static override summary = 'give a prepared version up'
  static override description =
    'Removes its patterns where that is safe. Beside a large ACL HAProxy before 3.4 could stop over it, and 3.4 itself removes nothing: there the version stays, invisible to traffic, until the next commit, or --by-replace commits the current content anew, which removes it on every version.'
  static override examples = ['<%= config.bin %> acl abort blocked.acl 7', '<%= config.bin %> acl abort blocked.acl 7 --by-replace']
  static override args = {acl: aclArgument, version: versionArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags, 'by-replace': byReplaceFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclAbort)
    await this.abort(new MapReference(acls, args.acl), args.version, flags)
  }
}
