import type {Kept} from './width.ts'

/** What a cell of a list may hold. Bytes are what HAProxy sent: text where they are valid UTF-8. */
export type Cell = string | number | boolean | null | Uint8Array

/** One line of a list, by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>

/** Rows arrive in batches (say 1,000), so that a list of millions streams. */
export type RowBatches = AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>

/** What is written to a stream. */
export type Chunk = string | Uint8Array

export const outputFormats = ['table', 'json', 'yaml', 'csv', 'plain'] as const

export type OutputFormat = (typeof outputFormats)[number]

/** good is green, doubtful yellow, bad red, faint grey. */
export type Tone = 'good' | 'doubtful' | 'bad' | 'faint'

/** A column of a list. Its name is the JSON key, the CSV heading and what `--fields` takes. */
export interface Column {
  readonly name: string
  /** Heading in a table; the name in capitals when not given. */
  readonly heading?: string
  /** Numbers stand right by themselves. */
  readonly align?: 'left' | 'right'
  /** On a narrow terminal the highest is dropped first; 0 (and not given) is never dropped. */
  readonly priority?: number
  /** Not in a table unless `--fields` names it. */
  readonly hidden?: boolean
  /** What of a cell is left where it must be cut; the start unless given. Of a path the end tells more. */
  readonly kept?: Kept
  /** Under what a row has the cell, where that is not the name: a position, for rows of many cells. */
  readonly key?: string | number
  /** Left out of JSON, YAML and queries where a row has none, for lists of many columns of which most are empty. */
  readonly sparse?: boolean
  /** What a person should see at once. Only where there is colour. */
  readonly tone?: (cell: Cell, row: Row) => Tone | undefined
  /** How a person reads the cell; JSON, YAML, CSV and plain keep the cell itself. */
  readonly format?: (cell: Cell, row: Row) => string
}

/** A cell that the row does not have is `null`. */
export const cellOf = (row: Row, column: Column): Cell => row[column.key ?? column.name] ?? null

/** Whether JSON, YAML and queries show this cell of the row. */
export const isShown = (row: Row, column: Column): boolean => column.sparse !== true || cellOf(row, column) !== null
