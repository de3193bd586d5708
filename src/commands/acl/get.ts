import {lookUp} from '../../maps/change.ts'
import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import {namesOf} from '../../render/fields.ts'
import type {Column} from '../../render/types.ts'
import {aclArgument, sampleArgument} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

const columns: readonly Column[] = [
  {name: 'pattern'},
  {name: 'type', heading: 'MATCH'},
  {name: 'caseSensitive', hidden: true},
  {name: 'found', hidden: true},
  {name: 'index', priority: 1},
]

export default class AclGet extends TargetCommand {
  static override summary = 'match a sample as traffic would'
  static override description = 'HAProxy answers once for each use of the ACL; pattern is the one that matched. Exit status 2 when none matches.'
  static override examples = ['<%= config.bin %> acl get blocked.acl 10.1.2.3', '<%= config.bin %> acl get agents.acl "BadBot/1.0 (crawler)" -o json']
  static override args = {acl: aclArgument, sample: sampleArgument}
  static override flags = {...targetFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclGet)
    const answers = await lookUp(await this.connect(flags), new MapReference(acls, args.acl), args.sample)
    const rows = answers.map(({type, caseSensitive, found, index, key}) => ({pattern: key ?? null, type, caseSensitive, found, index: index ?? null}))
    await this.showRows(columns, [rows])
  }
}
