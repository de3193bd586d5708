import {type Changed, type ChangeReport, reportOfOne} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned, unconfirmed} from '../client/unconfirmed.ts'
import {entriesText} from '../maps/count-text.ts'
import type {Listener} from '../maps/progress.ts'
import {clearTable} from '../protocol/commands/table/clear-table.ts'
import type {Selection} from '../protocol/commands/table/show-table.ts'
import {readable, wireText} from '../protocol/word.ts'
import {cautionCut, entryOf, unknownKey} from './find.ts'
import {readEntries} from './read.ts'
import {listTables, type Table} from './table.ts'

/**
 * What `clear` did, or with `dryRun` would do: entries of the table before and after, when there are those that came meanwhile, that the filter left, and that are in
 * use. It has changed something where an entry went, whatever came.
 */
export type TableClearReport = ChangeReport<Changed<number>>

/** How `clearTableEntries` goes about it. */
export interface ClearTableOptions extends Pick<Listener, 'caution'> {
  readonly dryRun?: boolean
}

/**
 * `clear table`: removes the entry of a key, those that meet all conditions, or all. HAProxy passes over entries that a session tracks at this moment; of a
 * whole table that is told by `caution`.
 *
 * @param table from `openTable`
 * @throws HactlError `permission-denied`; for one key `key-unknown`, `entry-in-use`; `change-unconfirmed` (5)
 */
export async function clearTableEntries(
  client: RuntimeClient,
  table: Table,
  selection: Selection,
  {dryRun = false, caution}: ClearTableOptions = {},
): Promise<TableClearReport> {
  // 2.2 answers a socket whose level does not suffice as if it were done
  client.permit(clearTable)
  const commands = [clearTable.encode(table.name, selection)]
  const reportOf = (now: number, changed: boolean): TableClearReport => reportOfOne({name: table.name, was: table.used, now, changed, commands}, {dryRun})
  if (dryRun) return reportOf(table.used, false)
  let changed = true
  if ('key' in selection) {
    const key = wireText(selection.key)
    const entry = await entryOf(pinned(client), table, key)
    if (!entry) throw unknownKey(table, readable(key))
    cautionCut(table, entry, key, caution)
  } else changed = await hasFree(pinned(client), table, selection)
  await client.with({timeout: client.longTimeout(table.used)}).run(clearTable, table.name, selection)
  const remedy = {look: 'hactl table list'}
  const after = (await looked(client, commands.join(';'), remedy, listTables)).find(({name}) => name === table.name)?.used
  if (after === undefined) throw unconfirmed(commands.join(';'), `${table.name} is not there then`, remedy)
  const all = !('key' in selection) && selection.filters.length === 0
  if (all && after > 0) caution?.(`${table.name} has ${entriesText(after)}: in use, or new`)
  return reportOf(after, changed)
}

/** Whether an entry would go: HAProxy itself does not tell. */
async function hasFree(client: RuntimeClient, table: Table, selection: Selection): Promise<boolean> {
  for await (const entries of readEntries(client, table, selection)) if (entries.some(({use}) => use === 0)) return true
  return false
}
