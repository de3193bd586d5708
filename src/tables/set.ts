import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked} from '../client/unconfirmed.ts'
import type {Listener} from '../maps/progress.ts'
import {clearTable} from '../protocol/commands/table/clear-table.ts'
import {placeName, placeWord} from '../protocol/commands/table/data-type.ts'
import {type DataValue, setTable} from '../protocol/commands/table/set-table.ts'
import type {TableEntry} from '../protocol/commands/table/table-entry.ts'
import {HactlError} from '../protocol/error.ts'
import {readable, type WireText} from '../protocol/word.ts'
import {refuseOthers, shownNames} from './elements.ts'
import {dataOf, type EntryData} from './entry.ts'
import {cautionCut, entryOf} from './find.ts'
import {requireKey} from './key.ts'
import {requireNumber} from './number.ts'
import {requirePlace} from './place.ts'
import {commandsOf, valueGroups} from './set-commands.ts'
import {openTable, type Table} from './table.ts'

/** A change of one entry, as it was made or, for a dry run, would be: its key, and what it stores; `null` where there is none. Its time begins anew in any case. */
export type EntryChange = ChangeReport<Changed<EntryData | null> & {readonly table: string}>

/** How `setTableEntry` goes about it. */
export interface SetEntryOptions extends Pick<Listener, 'caution'> {
  readonly dryRun?: boolean
}

/**
 * `set table`: makes the entry where there is none, gives it these numbers, and begins its time anew. What is not named stays as it is. It is read back, for
 * HAProxy cuts a text that is longer than the table's keys and forgets older entries of a full table without a word.
 *
 * @param values numbers by data type: `gpc0`, `gpc[1]`, `http_req_rate`
 * @throws HactlError `table-unknown`, `key-invalid`, `data-type-unknown`, `value-invalid`, `unsupported` `permission-denied` before anything is sent; `table-full`, `entry-not-kept`
 */
export async function setTableEntry(
  client: RuntimeClient,
  name: string,
  key: string,
  values: Readonly<Record<string, string | number | bigint>>,
  {dryRun = false, caution}: SetEntryOptions = {},
): Promise<EntryChange> {
  // 3.0 makes the entry before it refuses for want of a level
  client.permit(setTable)
  const table = await openTable(client, name)
  const wireKey = requireKey(table, key)
  const places: DataValue[] = []
  for (const [type, value] of Object.entries(values)) places.push(await valueFor(client, table, type, String(value)))
  const commands = commandsOf(name, wireKey, places)
  // looked at before anything may make it
  const former = await entryOf(client, table, wireKey)
  await requireOwn(client, table, wireKey, {places, dryRun})
  const was = former ? dataOf(former) : null
  const reportOf = (kept: string, now: EntryData | null): EntryChange =>
    reportOfOne({...changedOne<EntryData | null>(kept, {was, now, commands}), table: name}, {dryRun, undo: () => undoLine(client, table, kept, {was, places})})
  if (dryRun) return reportOf(key, was)
  for (const group of valueGroups(places)) await client.run(setTable, name, Buffer.from(wireKey, 'latin1'), group)
  const remedy = {look: commandLine(client, ['table', 'get', name], '--', key), undo: undoLine(client, table, key, {was, places})}
  const entry = await looked(client, commands.join(';'), remedy, (each) => entryOf(each, table, wireKey))
  if (!entry) throw notKept(table, key)
  const kept = readable(entry.key)
  cautionCut(table, entry, wireKey, caution)
  cautionOthers(entry, places, caution)
  return reportOf(kept, dataOf(entry))
}

/** Only what was named was changed. */
function undoLine(
  client: RuntimeClient,
  {name}: Table,
  key: string,
  {was, places}: {readonly was: EntryData | null; readonly places: readonly DataValue[]},
): string | null {
  if (was === null) return commandLine(client, ['table', 'clear', name], '--', key)
  const values = places.map(({place}) => `${placeWord(place)}=${was[placeName(place)] ?? ''}`)
  return values.every((value) => /=\d+$/.test(value)) ? commandLine(client, ['table', 'set', name], '--', key, ...values) : null
}

async function valueFor(client: RuntimeClient, table: Table, name: string, text: string): Promise<DataValue> {
  const place = await requirePlace(client, table, name)
  if (place.type.text) {
    throw new HactlError('value-invalid', {
      exit: 2,
      message: `${place.type.name} cannot be set: ${place.type.lost ?? ''}`,
      hint: 'server_id, the number of a server, can be set',
    })
  }
  return {place, value: requireNumber(place.type, text)}
}

/** HAProxy refuses an element behind the end of an array, but has made the entry and set what stands before. */
async function requireOwn(
  client: RuntimeClient,
  table: Table,
  key: WireText,
  {places, dryRun}: {readonly places: readonly DataValue[]; readonly dryRun: boolean},
): Promise<void> {
  if (places.every(({place}) => place.index === 0)) return
  const known = await shownNames(client, table)
  const shown = known ?? (dryRun ? undefined : await shownNames(client, table, key))
  try {
    refuseOthers(
      table,
      places.map(({place}) => place),
      shown,
    )
  } catch (error) {
    // the table was empty, and the entry made to be looked at
    if (shown && !known) await client.run(clearTable, table.name, {key: Buffer.from(key, 'latin1')})
    throw error
  }
}

/** Traffic may have changed it since; for one that nobody uses it is a fault. */
function cautionOthers({columns, values}: TableEntry, places: readonly DataValue[], caution: Listener['caution']): void {
  for (const {place, value} of places) {
    const now = values[columns.findIndex(({name}) => name === placeName(place))]
    if (now !== undefined && now !== value) caution?.(`${placeWord(place)} is ${now}, not ${value}: traffic changes it, or \`brates-factor\` multiplies it`)
  }
}

const notKept = ({name, size}: Table, key: string): HactlError =>
  new HactlError('entry-not-kept', {
    exit: 5,
    message: `HAProxy took ${JSON.stringify(key)} for ${name}, and does not have it any more`,
    hint: `a table that is full forgets its oldest entries (this one holds ${size}): hactl table list shows how full it is`,
  })
