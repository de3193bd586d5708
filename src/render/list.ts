import {pickFields} from './fields.ts'
import {jsonDocument, jsonLine, jsonLines, jsonRows} from './json.ts'
import {plainRows} from './plain.ts'
import {plainValue} from './plain-value.ts'
import type {Portable} from './portable.ts'
import {collect, portableRow, type Query} from './query.ts'
import {type TableOptions, tableRows} from './table.ts'
import type {Chunk, Column, OutputFormat, RowBatches} from './types.ts'

/** How a result is wanted. What has no end is written row by row: JSON as one object a line, and a query answers for each row by itself. */
export interface RenderOptions extends TableOptions {
  readonly format: OutputFormat
  readonly fields?: readonly string[] | undefined
  readonly query?: Query | undefined
}

/** The answer of a query, in the forms that have no columns. */
export async function* renderValue(value: Portable, format: OutputFormat): AsyncGenerator<Chunk> {
  if (format === 'plain') yield plainValue(value)
  else if (format === 'yaml') yield (await import('./yaml.ts')).yamlDocument(value)
  else yield jsonDocument(value)
}

/** A list in the form that was asked for, piece by piece. @throws UnknownFieldError before the first row is read */
export async function* renderList(columns: readonly Column[], batches: RowBatches, options: RenderOptions): AsyncGenerator<Chunk> {
  const {format, fields, query, endless = false} = options
  const chosen = fields ? pickFields(columns, fields) : columns
  if (query && endless) yield* answers(query, chosen, batches, format)
  else if (query) yield* renderValue(query(await collect(chosen, batches)), format)
  else if (format === 'table') yield* tableRows(fields ? chosen : chosen.filter((column) => column.hidden !== true), batches, options)
  else if (format === 'json') yield* endless ? jsonLines(chosen, batches) : jsonRows(chosen, batches)
  else if (format === 'plain') yield* plainRows(chosen, batches)
  else if (format === 'csv') yield* (await import('./csv.ts')).csvRows(chosen, batches, options)
  else yield* (await import('./yaml.ts')).yamlRows(chosen, batches)
}

async function* answers(query: Query, columns: readonly Column[], batches: RowBatches, format: OutputFormat): AsyncGenerator<Chunk> {
  for await (const rows of batches) {
    for (const row of rows) {
      const answer = query(portableRow(columns, row))
      if (format === 'json') yield jsonLine(answer)
      else yield* renderValue(answer, format)
    }
  }
}
