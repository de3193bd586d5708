import {stringify} from 'csv-stringify/sync'
import {escapedBytes, textOf} from './bytes.ts'
import {type Cell, type Column, cellOf, type RowBatches} from './types.ts'

function csvCell(cell: Cell): string {
  if (cell instanceof Uint8Array) return textOf(cell) ?? escapedBytes(cell)
  return cell === null ? '' : String(cell)
}

// a lone \r ends a line for many readers, and csv-stringify quotes only for its own line end
const quoteAlso = /\r/
const lines = (records: readonly (readonly string[])[]): string =>
  stringify(
    records.map((record) => [...record]),
    {quoted_match: quoteAlso},
  )

/** RFC 4180 but for the line ends, which are \n. The heading names the columns as JSON does. */
export async function* csvRows(columns: readonly Column[], batches: RowBatches, {headers}: {readonly headers: boolean}): AsyncGenerator<string> {
  if (headers) yield lines([columns.map((column) => column.name)])
  for await (const rows of batches) {
    if (rows.length > 0) yield lines(rows.map((row) => columns.map((column) => csvCell(cellOf(row, column)))))
  }
}
