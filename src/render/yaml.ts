import {Scalar, stringify} from 'yaml'
import {type Portable, portableObject} from './portable.ts'
import {type Column, cellOf, type RowBatches} from './types.ts'

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

/** A list as one sequence; batch by batch, for the sequences of two batches joined are one sequence. */
export async function* yamlRows(columns: readonly Column[], batches: RowBatches): AsyncGenerator<string> {
  let begun = false
  for await (const rows of batches) {
    if (rows.length === 0) continue
    begun = true
    yield yamlDocument(rows.map((row) => portableObject(Object.fromEntries(columns.map((column) => [column.name, cellOf(row, column)])))))
  }
  if (!begun) yield '[]\n'
}
