import {isDeepStrictEqual} from 'node:util'
import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned} from '../client/unconfirmed.ts'
import type {Listener} from '../maps/progress.ts'
import {clearTable} from '../protocol/commands/table/clear-table.ts'
import {type DataPlace, isBytesRate, placeName, placeWord} from '../protocol/commands/table/data-type.ts'
import {type DataValue, setTable} from '../protocol/commands/table/set-table.ts'
import type {TableEntry} from '../protocol/commands/table/table-entry.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {readable, type WireText} from '../protocol/word.ts'
import {refuseOthers, requireElements, shownNames} from './elements.ts'
import {dataOf, type EntryData, textIn} from './entry.ts'
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
 * @throws HactlError `table-unknown`, `key-invalid`, `data-type-unknown`, `value-invalid`, `unsupported`, `permission-denied` before anything is sent; `table-full`;
 * `entry-incomplete`, `entry-not-kept`, `change-unconfirmed` (5)
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
  const table = await openTable(pinned(client), name)
  const wireKey = requireKey(table, key)
  const places: DataValue[] = []
  for (const [type, value] of Object.entries(values)) places.push(await valueFor(client, table, type, String(value)))
  const commands = commandsOf(name, wireKey, places)
  // looked at before anything may make it
  const former = await entryOf(client, table, wireKey)
  const was = former ? dataOf(former) : null
  const asked: Asked = {table, key, wireKey, places, former}
  const reportOf = (kept: string, now: TableEntry | undefined): EntryChange => {
    const one = changedOne<EntryData | null>(kept, {was, now: now ? dataOf(now) : null, commands})
    const changed = one.changed || !isDeepStrictEqual(now?.values, former?.values)
    return reportOfOne({...one, changed, table: name}, {dryRun, undo: () => undoLine(client, asked, now)})
  }
  if (dryRun) {
    await requireElements(client, table, placesOf(asked))
    return reportOf(key, former)
  }
  await send(client, asked)
  const remedy = {look: commandLine(client, ['table', 'get', name], '--', key), undo: undoLine(client, asked)}
  const entry = await looked(client, commands.join(';'), remedy, (each) => entryOf(each, table, wireKey))
  if (!entry) throw notKept(table, key)
  cautionCut(table, entry, wireKey, caution)
  cautionOthers(entry, places, caution)
  const report = reportOf(readable(entry.key), entry)
  if (report.changed && report.undo === null) {
    const why = places.some(({place}) => isBytesRate(place)) ? `: \`brates-factor\` of ${name} may multiply rates of bytes` : ''
    caution?.(`no command is told that brings back what it was${why}`)
  }
  if (!former && table.used >= table.size) caution?.(`${name} was full: HAProxy has forgotten others for this one`)
  return report
}

/** What is to be set, and the entry that was there before. */
interface Asked {
  readonly table: Table
  /** As it was asked for: HAProxy may cut it, and cuts it again. */
  readonly key: string
  readonly wireKey: WireText
  readonly places: readonly DataValue[]
  readonly former: TableEntry | undefined
}

const placesOf = ({places}: Asked): DataPlace[] => places.map(({place}) => place)

/**
 * HAProxy refuses an element behind the end of an array, but has made the entry and set what stands before: what an entry shows is looked at first, where it takes
 * that, of one that is made for it.
 *
 * @throws HactlError `entry-incomplete` (5) when it broke off behind the first command, or in one
 */
async function send(client: RuntimeClient, asked: Asked): Promise<void> {
  const {table, wireKey, places} = asked
  const key = Buffer.from(wireKey, 'latin1')
  const sent: {done: (readonly DataValue[])[]; partly: boolean} = {done: [], partly: false}
  const set = async (values: readonly DataValue[]): Promise<void> => {
    try {
      await client.run(setTable, table.name, key, values)
      sent.done.push(values)
    } catch (error) {
      // HAProxy has made the entry, and set what stands before that which it refuses
      sent.partly = error instanceof HactlError && error.code === 'refused'
      throw error
    }
  }
  try {
    if (places.some(({place}) => place.index > 0)) {
      const shown = await shownNames(client, table)
      refuseOthers(table, placesOf(asked), shown)
      if (!shown) {
        await set([])
        const own = await shownNames(client, table)
        try {
          refuseOthers(table, placesOf(asked), own)
        } catch (error) {
          await client.run(clearTable, table.name, {key})
          sent.done = []
          throw error
        }
      }
    }
    for (const group of valueGroups(places)) await set(group)
  } catch (error) {
    const {done, partly} = sent
    const values = done.flat().length
    throw done.length === 0 && !partly ? error : incomplete(client, asked, partly ? `at least ${values}` : String(values), error)
  }
}

function incomplete(client: RuntimeClient, asked: Asked, set: string, cause: unknown): HactlError {
  const undo = undoLine(client, asked)
  const {key, table, places} = asked
  return new HactlError('entry-incomplete', {
    exit: 5,
    message: `${set} of ${places.length} values of ${JSON.stringify(key)} in ${table.name} are set, then: ${asError(cause).message}`,
    hint: `the same command again completes it${undo === null ? '' : `; this undoes what was done: ${undo}`}`,
    cause,
  })
}

/**
 * Only what was named was changed.
 *
 * @param now what was read back
 * @returns null where it cannot be told
 */
function undoLine(client: RuntimeClient, {table: {name}, key, places, former}: Asked, now?: TableEntry): string | null {
  if (!former) return commandLine(client, ['table', 'clear', name], '--', key)
  const values = places.map(({place, value}) => {
    const was = textIn(former, placeName(place)) ?? ''
    // where that which was set is read as it is, nothing multiplies it
    const plain = !client.dialect.bratesFactor || !isBytesRate(place) || was === '0' || (value !== '0' && now && textIn(now, placeName(place)) === value)
    return plain ? `${placeWord(place)}=${was}` : ''
  })
  return values.every((value) => /=-?\d+$/.test(value)) ? commandLine(client, ['table', 'set', name], '--', key, ...values) : null
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

/** Traffic may have changed it since; for one that nobody uses it is a fault. */
function cautionOthers(entry: TableEntry, places: readonly DataValue[], caution: Listener['caution']): void {
  for (const {place, value} of places) {
    const now = textIn(entry, placeName(place))
    if (now !== undefined && now !== value) caution?.(`${placeWord(place)} is ${now}, not ${value}: traffic changes it, or \`brates-factor\` multiplies it`)
  }
}

const notKept = ({name, size}: Table, key: string): HactlError =>
  new HactlError('entry-not-kept', {
    exit: 5,
    message: `HAProxy took ${JSON.stringify(key)} for ${name}, and does not have it any more`,
    hint: `a table that is full forgets its oldest entries (this one holds ${size}): hactl table list shows how full it is`,
  })
