import {acls} from '../../protocol/commands/map/reference.ts'
import MapCheck, {checkArgument} from '../map/check.ts'

export default class AclCheck extends MapCheck {
  static override summary = 'check files without any HAProxy, for CI before they are deployed'
  static override description =
    'Finds what a sync would refuse before it sends anything, and prints file, line and reason. Each FILE is an ACL of its own. Exit status 2 when anything was found. Regular expressions are HAProxy’s to judge.'
  static override examples = ['<%= config.bin %> acl check blocked.acl', '<%= config.bin %> acl check blocked.acl agents.acl --buffer-size 32768 -o json']
  static override args = {file: checkArgument}
  static override flags = MapCheck.flags
  protected override readonly kind = acls

  override async run(): Promise<void> {
    const {args, flags} = await this.parse(AclCheck)
    await this.check(args.file, flags)
  }
}
