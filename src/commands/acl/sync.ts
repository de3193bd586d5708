import {acls} from '../../protocol/commands/map/reference.ts'
import {aclFlag, noMapFlag} from '../base/acl-flags.ts'
import {sourceArgument} from '../base/map-flags.ts'
import MapSync from '../map/sync.ts'

export default class AclSync extends MapSync {
  static override summary = 'bring an ACL of a running HAProxy to the content of a file'
  static override description =
    'Finds the ACL that SOURCE stands for (its exact name, or the same file), compares, and when they differ loads SOURCE into a new version, reads it back and commits it: traffic sees the old ACL or the new one, never anything between. A failure before the commit leaves the running ACL untouched. As in the files that HAProxy loads itself, each line is one pattern, blanks and all, and a line that begins with # is a comment.'
  static override examples = [
    '<%= config.bin %> acl sync blocked.acl',
    '<%= config.bin %> acl sync agents.acl --acl /etc/haproxy/agents.acl --dry-run',
    'make-list | <%= config.bin %> acl sync - --acl /etc/haproxy/blocked.acl --max-change 30%',
  ]
  static override args = {source: sourceArgument}
  static override flags = {acl: aclFlag, ...MapSync.flags, map: noMapFlag}
  protected override readonly kind = acls

  override async run(): Promise<void> {
    const {args, flags} = await this.parse(AclSync)
    await this.sync(args.source, {...flags, map: flags.acl})
  }
}
