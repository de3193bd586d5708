import {showEntries} from '../../maps/show.ts'
import {acls, MapReference} from '../../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../../protocol/entry-batch.ts'
import type {Row} from '../../render/types.ts'
import {aclArgument, shownVersionFlag} from '../base/map-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class AclShow extends TargetCommand {
  static override summary = 'print the patterns of an ACL, in their order'
  static override examples = ['<%= config.bin %> acl show /etc/haproxy/blocked.acl', '<%= config.bin %> acl show blocked.acl -o plain > backup.acl']
  static override args = {acl: aclArgument}
  static override flags = {...targetFlags, version: shownVersionFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AclShow)
    const client = await this.connect(flags)
    const patterns = showEntries(client, new MapReference(acls, args.acl), {version: flags.version, ...this.listener})
    await this.showRows([{name: 'pattern'}], rowsOf(patterns))
  }
}

async function* rowsOf(batches: AsyncIterable<EntryBatch>): AsyncGenerator<Row[], void> {
  for await (const batch of batches) yield Array.from({length: batch.count}, (_, index) => ({pattern: batch.key(index)}))
}
