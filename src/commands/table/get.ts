import {findEntry} from '../../tables/find.ts'
import {tableArgument, tableKeyArgument} from '../base/table-flags.ts'
import {entryRow, entryText} from '../base/table-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class TableGet extends TargetCommand {
  static override summary = 'look up a key in a stick table'
  static override description =
    'What its entry stores, how many streams track it, and when it is forgotten (ms in other forms than the one for people). The look does not prolong that. A key that is not there ends with exit status 2; a binary table cannot be asked for a key.'
  static override examples = ['<%= config.bin %> table get be_web 192.0.2.1', '<%= config.bin %> table get be_web 192.0.2.1 -o json --fields gpc0']
  static override args = {table: tableArgument, key: tableKeyArgument}
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TableGet)
    const entry = entryRow(await findEntry(await this.connect(flags), args.table, args.key))
    await this.show(entry, {text: entryText})
  }
}
