import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {ByHandCommand} from '../base/by-hand-command.ts'
import {aclArgument, dryRunFlag, loadFlags, sourceArgument, versionArgument, writerFlags} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'

export default class AclLoad extends ByHandCommand {
  static override summary = 'append the patterns of a file to a prepared version'
  static override description =
    'Traffic sees nothing of it until `acl commit`. When HAProxy refuses a pattern, others of the file are in the version: abort it and begin again.'
  static override examples = ['<%= config.bin %> acl load blocked.acl 7 part1.acl', 'sort hosts | <%= config.bin %> acl load blocked.acl 7 -']
  static override args = {acl: aclArgument, version: versionArgument, source: sourceArgument}
  static override flags = {...targetFlags, 'dry-run': dryRunFlag, ...writerFlags, ...loadFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclLoad)
    await this.load(new MapReference(acls, args.acl), args.version, args.source, flags)
  }
}
