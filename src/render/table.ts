import {escapedBytes, textOf} from './bytes.ts'
import {withoutControls} from './controls.ts'
import {type Fitting, fitted, isRight} from './layout.ts'
import {type Cell, type Column, cellOf, type Row, type RowBatches, type Tone} from './types.ts'
import {asciiMeasure, isAscii, type TextMeasure, unicodeMeasure} from './width.ts'

export interface TableOptions {
  readonly headers: boolean
  /** Columns of the terminal; without one (a pipe, a file) nothing is dropped or cut. */
  readonly width?: number | undefined
  /** How the heading is set off. */
  readonly emphasis?: (text: string) => string
  /** How tones are shown; not at all unless given. */
  readonly tones?: Readonly<Record<Tone, (text: string) => string>> | undefined
  /** Rows are written as they come: the first of them must do for the widths. */
  readonly endless?: boolean
}

/** Rows that the widths are taken from; what comes later and is wider is cut, or in a pipe stands out. */
const sampleSize = 1_000
const gap = '  '

const headingOf = (column: Column): string => column.heading ?? column.name.toUpperCase()

function shown(cell: Cell): string {
  if (cell === null) return '-'
  if (cell === true) return 'yes'
  if (cell === false) return 'no'
  return cell instanceof Uint8Array ? (textOf(cell) ?? escapedBytes(cell)) : String(cell)
}

const textsOf = (row: Row, columns: readonly Column[]): string[] =>
  columns.map((column) => {
    const cell = cellOf(row, column)
    return withoutControls(column.format ? column.format(cell, row) : shown(cell))
  })

function padded(text: string, fitting: Fitting, measure: TextMeasure, last: boolean): string {
  const kept = fitting.cut?.(text, measure) ?? text
  if (last && !fitting.right) return kept
  const space = ' '.repeat(Math.max(0, fitting.width - measure.width(kept)))
  return fitting.right ? space + kept : kept + space
}

/** Rows under a heading, aligned, one line each: widths come from the first rows, so that a long list streams. */
export async function* tableRows(columns: readonly Column[], batches: RowBatches, options: TableOptions): AsyncGenerator<string> {
  let measure = asciiMeasure
  let fittings: readonly Fitting[] | undefined
  let waiting: Row[] = []

  const textLines = async (rows: readonly Row[], chosen: readonly Fitting[]): Promise<string> => {
    const texts = rows.map((row) =>
      textsOf(
        row,
        chosen.map((fitting) => fitting.column),
      ),
    )
    if (measure === asciiMeasure && !texts.every((line) => line.every(isAscii))) measure = await unicodeMeasure()
    return texts.map((line, index) => `${lineOf(line, chosen, measure, toner(rows[index], options.tones))}\n`).join('')
  }
  const begin = async (): Promise<string> => {
    const texts = waiting.map((row) => textsOf(row, columns))
    if (!texts.every((line) => line.every(isAscii))) measure = await unicodeMeasure()
    const heading = columns.map((column) => (options.headers ? headingOf(column) : ''))
    fittings = fitted(columns, {heading, texts, right: columns.map((column) => isRight(column, waiting)), measure, width: options.width, gap: gap.length})
    const title = options.headers
      ? `${(options.emphasis ?? String)(
          lineOf(
            fittings.map((fitting) => headingOf(fitting.column)),
            fittings,
            measure,
          ),
        )}\n`
      : ''
    const first = title + (await textLines(waiting, fittings))
    waiting = []
    return first
  }

  for await (const rows of batches) {
    if (fittings) yield await textLines(rows, fittings)
    else {
      waiting = waiting.length === 0 ? [...rows] : waiting.concat(rows)
      if (waiting.length >= (options.endless === true ? 1 : sampleSize)) yield await begin()
    }
  }
  if (!fittings) yield await begin()
}

type Toned = (text: string, column: Column) => string

/** Colours are put on after the padding, so that they change no width. */
function toner(row: Row | undefined, tones: TableOptions['tones']): Toned {
  if (!row || !tones) return (text) => text
  return (text, column) => {
    const tone = column.tone?.(cellOf(row, column), row)
    return tone ? tones[tone](text) : text
  }
}

const lineOf = (texts: readonly string[], fittings: readonly Fitting[], measure: TextMeasure, toned: Toned = (text) => text): string =>
  fittings.map((fitting, index) => toned(padded(texts[index] ?? '', fitting, measure, index === fittings.length - 1), fitting.column)).join(gap)
