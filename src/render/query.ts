import {type Portable, portable, portableObject} from './portable.ts'
import {type Column, cellOf, type RowBatches} from './types.ts'

/** `--query` is no JMESPath, or cannot be applied to this result. */
export class QueryError extends Error {
  readonly query: string

  constructor(query: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), {cause})
    this.name = 'QueryError'
    this.query = query
  }
}

/** A query that was read without fault. */
export type Query = (value: Portable) => Portable

/** Reads a JMESPath expression; a mistake in it is known before HAProxy is asked anything. @throws QueryError */
export async function readQuery(query: string): Promise<Query> {
  const {compile, TreeInterpreter} = await import('@jmespath-community/jmespath')
  const attempt = <T>(act: () => T): T => {
    try {
      return act()
    } catch (error) {
      throw new QueryError(query, error)
    }
  }
  const tree = attempt(() => compile(query))
  return (value) => attempt(() => portable(TreeInterpreter.search(tree, value)))
}

/** A whole list as one value, for a query needs all of it. */
export async function collect(columns: readonly Column[], batches: RowBatches): Promise<Portable> {
  const all: Portable[] = []
  for await (const rows of batches) {
    for (const row of rows) all.push(portableObject(Object.fromEntries(columns.map((column) => [column.name, cellOf(row, column)]))))
  }
  return all
}
