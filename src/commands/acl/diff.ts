import {acls} from '../../protocol/commands/map/reference.ts'
import {namesOf} from '../../render/fields.ts'
import {aclFlag, noMapFlag} from '../base/acl-flags.ts'
import {patternColumns} from '../base/diff-view.ts'
import {sourceArgument} from '../base/map-flags.ts'
import MapDifference from '../map/diff.ts'

export default class AclDifference extends MapDifference {
  static override summary = 'show what a sync would change'
  static override description =
    'Exit status 6 when there is a difference, 0 when there is none. The order of patterns is no difference as long as none stands twice, or with --order.'
  static override examples = [
    '<%= config.bin %> acl diff blocked.acl',
    '<%= config.bin %> acl diff agents.acl --acl /etc/haproxy/agents.acl -o json',
    '<%= config.bin %> acl diff --file /etc/haproxy/agents.acl',
  ]
  static override args = {source: sourceArgument}
  static override flags = {acl: aclFlag, ...MapDifference.flags, map: noMapFlag}
  protected override readonly kind = acls

  override async run(): Promise<void> {
    const {args, flags} = await this.parse(AclDifference)
    await this.diff(args.source, {...flags, map: flags.acl})
  }
  static override fields = namesOf(patternColumns)
}
