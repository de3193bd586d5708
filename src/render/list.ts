import {pickFields} from './fields.ts'
import {jsonDocument, jsonRows} from './json.ts'
import {plainRows} from './plain.ts'
import {plainValue} from './plain-value.ts'
import type {Portable} from './portable.ts'
import {collect, type Query} from './query.ts'
import {type TableOptions, tableRows} from './table.ts'
import type {Chunk, Column, OutputFormat, RowBatches} from './types.ts'

/** How a result is wanted. */
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
  const {format, fields, query} = options
  const chosen = fields ? pickFields(columns, fields) : columns
  if (query) yield* renderValue(query(await collect(chosen, batches)), format)
  else if (format === 'table') yield* tableRows(fields ? chosen : chosen.filter((column) => column.hidden !== true), batches, options)
  else if (format === 'json') yield* jsonRows(chosen, batches)
  else if (format === 'plain') yield* plainRows(chosen, batches)
  else if (format === 'csv') yield* (await import('./csv.ts')).csvRows(chosen, batches, options)
  else yield* (await import('./yaml.ts')).yamlRows(chosen, batches)
}
