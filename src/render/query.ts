import {type Portable, portable, portableObject} from './portable.ts'
import {type Column, cellOf, isShown, type Row, type RowBatches} from './types.ts'

/** `--query` is no JMESPath, or cannot be applied to this result. */
export class QueryError extends Error {
  constructor(query: string, fault: string, cause: unknown) {
    super(`--query ${JSON.stringify(query)} ${fault}: ${inWords(cause instanceof Error ? cause.message : String(cause))}`, {cause})
    this.name = 'QueryError'
  }
}

/** What the library says about an expression, without the names of its parser's tokens. */
function inWords(message: string): string {
  // the library says that of a quote that is never closed, too
  if (message.endsWith('JSON literal: `')) return 'what stands between ` is JSON, as `"up"` or `1`; a text may stand between \' instead'
  if (/\bEOF\b|unexpected end/.test(message)) return 'it ends too early'
  const [, token] = /^Syntax error: (?:unexpected|invalid) token.*?(?:, value|\)): "?(.*?)"?$/.exec(message) ?? []
  return token === undefined ? message.replace(/^Syntax error[:,] /, '') : `${JSON.stringify(token)} is not expected where it stands`
}

/** A query that was read without fault. */
export type Query = (value: Portable) => Portable

/** Reads a JMESPath expression; a mistake in it is known before HAProxy is asked anything. @throws QueryError */
export async function readQuery(query: string): Promise<Query> {
  const {compile, TreeInterpreter} = await import('@jmespath-community/jmespath')
  const attempt = <T>(fault: string, act: () => T): T => {
    try {
      return act()
    } catch (error) {
      throw new QueryError(query, fault, error)
    }
  }
  const tree = attempt('is no JMESPath', () => compile(query))
  return (value) => attempt('does not fit', () => portable(TreeInterpreter.search(tree, value)))
}

/** A whole list as one value, for a query needs all of it. */
export async function collect(columns: readonly Column[], batches: RowBatches): Promise<Portable> {
  const all: Portable[] = []
  for await (const rows of batches) {
    for (const row of rows) all.push(portableRow(columns, row))
  }
  return all
}

/** A row as one value. */
export const portableRow = (columns: readonly Column[], row: Row): Portable =>
  portableObject(Object.fromEntries(columns.filter((column) => isShown(row, column)).map((column) => [column.name, cellOf(row, column)])))
