import {base64Of, textOf} from './bytes.ts'
import type {Portable} from './portable.ts'
import {type Cell, type Column, cellOf, type Row, type RowBatches} from './types.ts'

// JSON leaves DEL and C1 as they are, and some terminals obey them
const unsafe = /[\u007f-\u009f]/
const allUnsafe = /[\u007f-\u009f]/g
const safe = (json: string): string => (unsafe.test(json) ? json.replace(allUnsafe, (character) => `\\u00${character.charCodeAt(0).toString(16)}`) : json)

/** One value, for people to read too. */
export const jsonDocument = (value: Portable): string => `${safe(JSON.stringify(value, undefined, 2))}\n`

/** One value on one line. */
export const jsonLine = (value: Portable): string => `${safe(JSON.stringify(value))}\n`

interface NamedColumn {
  readonly column: Column
  readonly name: string
  readonly base64Name: string
}

const namedColumn = (column: Column): NamedColumn => ({
  column,
  name: `${JSON.stringify(column.name)}:`,
  base64Name: `${JSON.stringify(`${column.name}Base64`)}:`,
})

function member({column, name, base64Name}: NamedColumn, row: Row): string {
  const cell: Cell = cellOf(row, column)
  if (cell instanceof Uint8Array) {
    const text = textOf(cell)
    return text === undefined ? `${base64Name}${JSON.stringify(base64Of(cell))}` : name + safe(JSON.stringify(text))
  }
  if (typeof cell === 'string') return name + safe(JSON.stringify(cell))
  return name + (Number.isFinite(cell) ? String(cell) : JSON.stringify(cell))
}

/** In a loop, for lists of 200 columns. */
function object(columns: readonly NamedColumn[], row: Row): string {
  let members = ''
  for (const each of columns) {
    if (each.column.sparse === true && cellOf(row, each.column) === null) continue
    members += (members === '' ? '' : ',') + member(each, row)
  }
  return `{${members}}`
}

/** A list as an array of objects, one on a line, so that it streams and line tools can read it. An empty list is `[]`. */
export async function* jsonRows(columns: readonly Column[], batches: RowBatches): AsyncGenerator<string> {
  const named = columns.map(namedColumn)
  let begun = false
  for await (const rows of batches) {
    if (rows.length === 0) continue
    yield (begun ? ',\n' : '[\n') + rows.map((row) => object(named, row)).join(',\n')
    begun = true
  }
  yield begun ? '\n]\n' : '[]\n'
}

/** The same without an end: one object a line, and no brackets. */
export async function* jsonLines(columns: readonly Column[], batches: RowBatches): AsyncGenerator<string> {
  const named = columns.map(namedColumn)
  for await (const rows of batches) {
    if (rows.length > 0) yield rows.map((row) => `${object(named, row)}\n`).join('')
  }
}
