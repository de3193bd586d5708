import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import type {TableEntry} from '../protocol/commands/table/table-entry.ts'
import {HactlError} from '../protocol/error.ts'
import {readable, type WireText} from '../protocol/word.ts'
import {requireKey} from './key.ts'
import {readEntries} from './read.ts'
import {openTable, type Table} from './table.ts'

/** The entry of a key, or none. @param key as `requireKey` gives it */
export async function entryOf(client: RuntimeClient, table: Table, key: string): Promise<TableEntry | undefined> {
  for await (const [entry] of readEntries(client, table, {key: Buffer.from(key, 'latin1')})) return entry
  return undefined
}

/**
 * The entry of a key. To look at it does not prolong its life.
 *
 * @throws HactlError `table-unknown`, `key-invalid`, `key-unknown`, `unsupported` for a binary table
 */
export async function findEntry(client: RuntimeClient, name: string, key: string): Promise<TableEntry> {
  const table = await openTable(client, name)
  const entry = await entryOf(client, table, requireKey(table, key))
  if (!entry) throw unknownKey(table, key)
  return entry
}

/** HAProxy cuts a text that is longer than the keys of its table, wherever it comes from. */
export function cautionCut({name, type}: Table, {key}: TableEntry, asked: WireText, caution: Listener['caution']): void {
  if (type !== 'string' || key === asked) return
  const kept = JSON.stringify(readable(key))
  caution?.(`the keys of ${name} have ${key.length} bytes at most: the entry is ${kept}, and so is that of every key that begins so`)
}

export const unknownKey = ({name}: Table, key: string): HactlError =>
  new HactlError('key-unknown', {
    exit: 2,
    message: `${name} has no entry ${JSON.stringify(key)}`,
    hint: `hactl table show ${name} lists its entries`,
  })
