import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {aclArgument, dryRunFlag, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class AclPrepare extends ByHandCommand {
  static override summary = 'begin a transaction by hand: set aside a new version of an ACL'
  static override description = 'Prints the version for `acl load` and `acl commit`. `acl sync` does all three steps, and checks more.'
  static override examples = ['<%= config.bin %> acl prepare blocked.acl', 'V=$(<%= config.bin %> acl prepare blocked.acl -o plain --fields version)']
  static override args = {acl: aclArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclPrepare)
    await this.prepare(new MapReference(acls, args.acl), flags)
  }
}
