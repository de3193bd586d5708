import type {FunctionCounts} from '../../protocol/function-table.ts'
import {counted} from '../../render/cells.ts'
import type {Cell, Column, Row} from '../../render/types.ts'

/** `45us`, `1.09ms`, `12.3s`: three digits that count. */
function time(cell: Cell): string {
  if (typeof cell !== 'number') return '-'
  const [value, unit] = cell >= 1000 ? [cell / 1000, 's'] : cell >= 1 ? [cell, 'ms'] : cell >= 0.001 ? [cell * 1000, 'us'] : [cell * 1e6, 'ns']
  return `${Number(value.toPrecision(3))}${unit}`
}

const shareOf = (cell: Cell): string => (typeof cell === 'number' ? `${cell} %` : '-')

/** Times of the scheduler end so: `cpu_tot`, `lat_avg`. */
const isTime = (name: string): boolean => /^(?:cpu|lat|lkw|lkd|mem)_/.test(name)

/** Which of them go first where the terminal is narrow. */
const priorities: Readonly<Record<string, number>> = {lkw_avg: 6, lkd_avg: 6, mem_avg: 6, calls_avg: 5, 'calls%': 5, lat_tot: 3, cpu_avg: 2, lat_avg: 1}

/** @param known names of counts that every HAProxy has; versions add some */
export function functionColumns(known: readonly string[], functions: readonly FunctionCounts[]): Column[] {
  const names = [...new Set([...known, ...functions.flatMap(({counts}) => Object.keys(counts))])]
  return [
    {name: 'function'},
    ...names.map(
      (name): Column => ({
        name,
        align: 'right',
        priority: priorities[name] ?? 0,
        format: isTime(name) ? time : name.includes('%') ? shareOf : counted,
      }),
    ),
    {name: 'caller', heading: 'WOKEN BY', priority: 4, format: (cell) => (typeof cell === 'string' ? cell : '-')},
  ]
}

export const functionRow = ({function: name, caller, counts}: FunctionCounts): Row => ({function: name, caller: caller ?? null, ...counts})
