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

/** A column, with its name as it stands before its value: behind the brace, or behind a comma. */
interface Member {
  readonly column: Column
  readonly first: string
  readonly later: string
  readonly firstBase64: string
  readonly laterBase64: string
}

function memberOf(column: Column): Member {
  const [name, base64] = [`${JSON.stringify(column.name)}:`, `${JSON.stringify(`${column.name}Base64`)}:`]
  return {column, first: `{${name}`, later: `,${name}`, firstBase64: `{${base64}`, laterBase64: `,${base64}`}
}

function object(members: readonly Member[], row: Row): string {
  let text = ''
  for (const member of members) {
    const cell: Cell = cellOf(row, member.column)
    if (cell === null && member.column.sparse === true) continue
    text += cell instanceof Uint8Array ? bytesText(member, cell, text === '') : (text === '' ? member.first : member.later) + cellText(cell)
  }
  return text === '' ? '{}' : `${text}}`
}

function bytesText({first, later, firstBase64, laterBase64}: Member, cell: Uint8Array, isFirst: boolean): string {
  const text = textOf(cell)
  if (text === undefined) return (isFirst ? firstBase64 : laterBase64) + JSON.stringify(base64Of(cell))
  return (isFirst ? first : later) + JSON.stringify(text)
}

/** What most cells are needs no call of JSON. */
function cellText(cell: Exclude<Cell, Uint8Array>): string {
  if (cell === '') return '""'
  if (typeof cell === 'boolean' || cell === null || (typeof cell === 'number' && Number.isFinite(cell))) return String(cell)
  return JSON.stringify(cell)
}

/** @param between what parts two rows */
const objects = (members: readonly Member[], rows: readonly Row[], between: string): string => safe(rows.map((row) => object(members, row)).join(between))

/** A list as an array of objects, one on a line, so that it streams and line tools can read it. An empty list is `[]`. */
export async function* jsonRows(columns: readonly Column[], batches: RowBatches): AsyncGenerator<string> {
  const members = columns.map(memberOf)
  let begun = false
  for await (const rows of batches) {
    if (rows.length === 0) continue
    yield `${begun ? ',\n' : '[\n'}${objects(members, rows, ',\n')}`
    begun = true
  }
  yield begun ? '\n]\n' : '[]\n'
}

/** The same without an end: one object a line, and no brackets. */
export async function* jsonLines(columns: readonly Column[], batches: RowBatches): AsyncGenerator<string> {
  const members = columns.map(memberOf)
  for await (const rows of batches) {
    if (rows.length > 0) yield `${objects(members, rows, '\n')}\n`
  }
}
