import type {Column} from '../../render/types.ts'

/** The columns for people, and behind them, hidden in a table, one for each field that HAProxy has told and that is not among them. */
export function withOthers(leading: readonly Column[], rows: readonly {readonly fields: Readonly<Record<string, unknown>>}[]): Column[] {
  const known = new Set(leading.map(({name}) => name))
  const others = [...new Set(rows.flatMap(({fields}) => Object.keys(fields)))].filter((name) => !known.has(name))
  return [...leading, ...others.map((name): Column => ({name, hidden: true, sparse: true}))]
}
