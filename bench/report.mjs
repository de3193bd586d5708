// Rows as a table on stdout and in bench/results/.
import {mkdirSync, writeFileSync} from 'node:fs'
import {cpus} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

export const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]

/** @param p 0 to 1 */
export const quantile = (numbers, p) => numbers.toSorted((one, other) => one - other)[Math.min(numbers.length - 1, Math.floor(numbers.length * p))]

const kept = ({limit, least, ratio, rssMb, ms, mostMs}) =>
  (mostMs === undefined || ms <= mostMs) &&
  (limit === undefined || ratio <= limit) &&
  (least === undefined || ratio >= least) &&
  (rssMb === undefined || rssMb < 200)

const cellsOf = (row) => [
  row.name,
  row.ms.toFixed(row.ms < 10 ? 2 : row.ms < 1000 ? 1 : 0),
  row.ratio ? `${row.ratio.toFixed(2)} x ${row.to ?? ''}`.trim() : '',
  row.limit ? `<= ${row.limit}${row.mostMs ? `, ${row.mostMs} ms` : ''}` : row.least ? `>= ${row.least}` : '',
  row.perSecond ? row.perSecond.toLocaleString('en-US') : '',
  row.rssMb ? String(Math.round(row.rssMb)) : '',
  kept(row) ? '' : 'MISSED',
]

/**
 * @param name of the files in bench/results/
 * @param what was measured, on which HAProxy
 * @param rows {name, ms, ratio, to, limit or least, perSecond, rssMb}: a ratio is to what `to` names; it must stay below `limit` or above `least`, and ms below `mostMs`
 */
export function report(name, what, rows) {
  const machine = `${what}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`
  const head = ['way', 'ms', 'ratio', 'limit', 'entries/s', 'peak RSS MB', '']
  const table = [head, head.map(() => '---'), ...rows.map(cellsOf)].map((row) => `| ${row.join(' | ')} |`).join('\n')
  console.log(`${machine}\n\n${table}\n`)
  const folder = fileURLToPath(new URL('results/', import.meta.url))
  mkdirSync(folder, {recursive: true})
  const file = join(folder, `${name}-node-${process.versions.node.split('.')[0]}`)
  writeFileSync(`${file}.md`, `${machine}\n\n${table}\n`)
  writeFileSync(`${file}.json`, `${JSON.stringify({date: new Date().toISOString(), machine, rows}, undefined, 2)}\n`)
}
