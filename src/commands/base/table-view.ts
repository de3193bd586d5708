import {dataTypeOf, placeName} from '../../protocol/commands/table/data-type.ts'
import type {DataColumn, TableEntry} from '../../protocol/commands/table/table-entry.ts'
import type {TableHeader} from '../../protocol/commands/table/table-header.ts'
import {counted} from '../../render/cells.ts'
import {portableObject} from '../../render/portable.ts'
import {propertyLines} from '../../render/thing.ts'
import type {Cell, Column, Row, RowBatches, Tone} from '../../render/types.ts'
import {count, milliseconds, share} from '../../render/units.ts'
import {cellOf} from '../../tables/entry.ts'
import type {Table} from '../../tables/table.ts'

/** A table that is full forgets its oldest entries, or takes no new ones. */
const fullTone = (_: Cell, {used, size}: Row): Tone | undefined => {
  const filled = Number(used) / Number(size)
  return filled >= 0.95 ? 'bad' : filled >= 0.8 ? 'doubtful' : undefined
}

export const tableColumns: readonly Column[] = [
  {name: 'table', key: 'name'},
  {name: 'type'},
  {name: 'size', align: 'right', format: counted},
  {name: 'used', align: 'right', format: counted},
  {name: 'full', align: 'right', priority: 1, format: (_, {used, size}) => share(Number(used), Number(size)) || '-', tone: fullTone},
]

/** `full` is the share that is used, in percent. */
export const tableRow = ({name, type, size, used}: TableHeader): Row => ({
  name,
  type,
  size,
  used,
  full: size > 0 ? Math.round((1000 * used) / size) / 10 : null,
})

const expiry = (cell: Cell): string => (typeof cell === 'number' ? milliseconds(cell) : 'never')

const fixedColumns: readonly Column[] = [
  {name: 'key'},
  {name: 'use', align: 'right', priority: 2, format: counted},
  {name: 'expires', align: 'right', priority: 1, format: expiry},
]

/** The keys of a text may be no UTF-8: bytes show them as they are. */
const keyCell = (key: string): Cell => (/^[\x20-\x7e]*$/.test(key) ? key : Buffer.from(key, 'latin1'))

/** What an entry stores stands behind by HAProxy's names; the period of a rate in the heading only. */
const dataColumn = ({name, period}: DataColumn, sortedBy: string | undefined): Column => ({
  name,
  heading: `${name.toUpperCase()}${period === undefined ? '' : `(${milliseconds(period).replace(/\.00|(?<=[mhd])00[hms]$/, '')})`}${name === sortedBy ? ' ↓' : ''}`,
  align: 'right',
  format: (cell) => (typeof cell === 'number' ? count(cell) : String(cell)),
  tone: (cell) => (cell === 0 || cell === '-' ? 'faint' : undefined),
})

/**
 * @param entry any of the table; without one the types that it stores tell as much as can be known: of an array, that it has a first element
 * @param sortedBy the column that is marked
 */
export const entryColumns = (table: Table, entry: TableEntry | undefined, sortedBy?: string): readonly Column[] => [
  ...fixedColumns,
  ...(entry?.columns ?? [...table.dataTypes].map((name) => ({name: placeName({type: dataTypeOf(name), index: 0}), period: undefined}))).map((column) =>
    dataColumn(column, sortedBy),
  ),
]

export function entryRow({key, use, expires, columns, values}: TableEntry): Row {
  const row: Record<string, Cell> = {key: keyCell(key), use, expires: expires === 0 ? null : expires}
  for (const [index, {name}] of columns.entries()) row[name] = cellOf(values[index] ?? '')
  return row
}

/** Entries as rows, with the columns that the first of them has. */
export async function entryRows(table: Table, batches: AsyncIterable<readonly TableEntry[]>): Promise<{columns: readonly Column[]; rows: RowBatches}> {
  const reading = batches[Symbol.asyncIterator]()
  const first = await reading.next()
  const [entry] = first.done ? [] : first.value
  async function* rows(): AsyncGenerator<Row[], void> {
    for (let batch = first; !batch.done; batch = await reading.next()) yield batch.value.map(entryRow)
  }
  return {columns: entryColumns(table, entry), rows: rows()}
}

/** One entry for people: a line for each of its cells. */
export const entryText = (row: Row): string => propertyLines(portableObject({...row, expires: expiry(row['expires'] ?? null)}))
