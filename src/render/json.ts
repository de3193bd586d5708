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

/** Piece by piece, to be joined once: strings that grow are what writing 100,000 objects would wait for. */
function pushObject(pieces: string[], members: readonly Member[], row: Row): void {
  let isFirst = true
  for (const member of members) {
    const cell: Cell = cellOf(row, member.column)
    if (cell === null && member.column.sparse === true) continue
    pushMember(pieces, member, cell, isFirst)
    isFirst = false
  }
  pieces.push(isFirst ? '{}' : '}')
}

function pushMember(pieces: string[], {first, later, firstBase64, laterBase64}: Member, cell: Cell, isFirst: boolean): void {
  if (cell instanceof Uint8Array) {
    const text = textOf(cell)
    if (text === undefined) pieces.push(isFirst ? firstBase64 : laterBase64, JSON.stringify(base64Of(cell)))
    else pieces.push(isFirst ? first : later, JSON.stringify(text))
    return
  }
  pieces.push(isFirst ? first : later, typeof cell === 'number' && Number.isFinite(cell) ? String(cell) : JSON.stringify(cell))
}

/** @param between what parts two rows */
function objects(members: readonly Member[], rows: readonly Row[], between: string): string {
  const pieces: string[] = []
  for (const row of rows) {
    if (pieces.length > 0) pieces.push(between)
    pushObject(pieces, members, row)
  }
  return safe(pieces.join(''))
}

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
