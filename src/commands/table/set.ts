import {HactlError} from '../../protocol/error.ts'
import type {EntryData} from '../../tables/entry.ts'
import {setTableEntry} from '../../tables/set.ts'
import {quoted} from '../base/change-view.ts'
import {changesView} from '../base/changes-view.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {tableArgument, tableKeyArgument} from '../base/table-flags.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class TableSet extends TargetCommand {
  static override summary = 'set what an entry of a stick table stores, or make the entry'
  static override description =
    'An entry that is not there is made; its time begins anew. What is not named stays. The elements of an array are named gpc[1] (from HAProxy 3.2 on, before that only the first), a rate is what it is from now on. It is read back: a key that is too long is cut by HAProxy, and a full table forgets other entries; both are told. A rate of bytes that was not 0 is told how to bring back only where HAProxy shows what was set: `brates-factor` (3.2) multiplies it.'
  static override examples = [
    '<%= config.bin %> table set be_web 192.0.2.1 gpc0=5',
    '<%= config.bin %> table set be_web 192.0.2.1 gpc0=0 http_req_rate=0 --dry-run',
  ]
  static override args = {
    table: tableArgument,
    key: tableKeyArgument,
    values: Args.string({description: 'what it shall store, as gpc0=5', ignoreStdin: true, multiple: true}),
  }
  static override flags = {...targetFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TableSet)
    const values = assignments(args.values ?? [])
    const change = await setTableEntry(await this.connect(flags), args.table, args.key, values, {dryRun: flags['dry-run'], ...this.listener})
    const stored = (entry: EntryData | null): string =>
      entry === null
        ? 'not there'
        : Object.entries(entry)
            .map(([name, value]) => `${name}=${value}`)
            .join(' ')
    await this.show(
      change,
      changesView(change, {
        line: ({name, table, was, now, changed}, style) =>
          `${changed ? style.green('✓') : style.green('=')} ${quoted(name)} of ${table}: ${stored(now)} ${style.dim(changed ? `(was ${stored(was)})` : '(as it was; its time begins anew)')}`,
        more: ({table}) => ({table}),
      }),
    )
  }
}

function assignments(texts: readonly string[]): Record<string, string> {
  const pairs = texts.map(assignment)
  const names = pairs.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new HactlError('usage', {exit: 2, message: `${twice} was named twice`, hint: 'name each once'})
  return Object.fromEntries(pairs)
}

function assignment(text: string): [name: string, value: string] {
  const [, name, value] = /^([^=]+)=([^=]*)$/.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new HactlError('usage', {exit: 2, message: `${JSON.stringify(text)} is no NAME=VALUE`, hint: 'for example gpc0=5'})
}
