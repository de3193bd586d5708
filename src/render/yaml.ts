import {Scalar, stringify} from 'yaml'
import {textOf} from './bytes.ts'
import {type Portable, portableObject} from './portable.ts'
import {type Cell, type Column, cellOf, isShown, type Row, type RowBatches} from './types.ts'

// DEL and C1 drive terminals: such text goes into double quotes, where it can be escaped
const unsafe = /[\u007f-\u009f]/
const allUnsafe = /[\u007f-\u009f]/g

function quoted(_name: unknown, value: unknown): unknown {
  if (typeof value !== 'string' || !unsafe.test(value)) return value
  const scalar = new Scalar(value)
  scalar.type = 'QUOTE_DOUBLE'
  return scalar
}

/** One value as a YAML document. */
export const yamlDocument = (value: Portable): string =>
  stringify(value, quoted, {lineWidth: 0}).replace(allUnsafe, (character) => `\\x${character.charCodeAt(0).toString(16)}`)

/** Text that YAML reads as itself without quotes: it begins with nothing that means something, holds no mark, … */
const plain = /^(?:[A-Za-z0-9/_^$(+.\\]|[A-Za-z0-9/_^$(+.:\\][ -~]*[!-,.-9;-~])$/
const mark = /:\s|\s#/
/** … and is no number, truth or nothing. */
const other = /^(?:0x[\da-f]+|0o[0-7]+|\+?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|\+?\.inf|\.nan|true|false|null)$/i
const isPlain = (text: string): boolean => plain.test(text) && !mark.test(text) && !other.test(text)

/** What stands behind the name; undefined where the library must decide. */
function plainScalar(cell: Cell): string | undefined {
  if (cell instanceof Uint8Array) return plainScalar(textOf(cell) ?? '')
  if (typeof cell === 'number') return Number.isSafeInteger(cell) && !Object.is(cell, -0) ? String(cell) : undefined
  return typeof cell === 'string' ? (isPlain(cell) ? cell : undefined) : String(cell)
}

/** One row as the library writes it. That is slow (12 µs a row), so rows of plain cells are written here, in a tenth of the time. */
function yamlRow(columns: readonly Column[], row: Row): string {
  let text = ''
  for (const column of columns) {
    if (!isShown(row, column)) continue
    const scalar = plainScalar(cellOf(row, column))
    if (scalar === undefined)
      return yamlDocument([portableObject(Object.fromEntries(columns.filter((each) => isShown(row, each)).map((each) => [each.name, cellOf(row, each)])))])
    text += `${text === '' ? '- ' : '  '}${column.name}: ${scalar}\n`
  }
  return text === '' ? '- {}\n' : text
}

/** A list as one sequence; row by row, for the sequences of two rows joined are one sequence. */
export async function* yamlRows(columns: readonly Column[], batches: RowBatches): AsyncGenerator<string> {
  let begun = false
  for await (const rows of batches) {
    if (rows.length === 0) continue
    begun = true
    yield rows.map((row) => yamlRow(columns, row)).join('')
  }
  if (!begun) yield '[]\n'
}
