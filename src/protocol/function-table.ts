import type {WireCommand} from './command.ts'
import {refused} from './refusal.ts'
import type {Reply} from './reply.ts'

/** What HAProxy's scheduler counts of one function. */
export interface FunctionCounts {
  readonly function: string
  /** Who woke it up, `stream_new@src/stream.c:583 task_wakeup`; undefined where that is not told. */
  readonly caller: string | undefined
  /** By the names of the heading: times (`cpu_tot`, `lat_avg` …) in ms, all else as it stands; `null` for `-`. Which there are differs between versions. */
  readonly counts: Readonly<Record<string, number | null>>
}

/** ms */
const units: Readonly<Record<string, number>> = {ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3_600e3, d: 86_400e3}
const cell = /^(-?\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)?$/

/** Lines under `  function  calls  cpu_tot …`, read by that heading; there is no other form. @throws HactlError `refused` for anything else */
export function functionTable(
  {name}: Pick<WireCommand<never[], unknown>, 'name'>,
  [heading = '', ...lines]: readonly string[],
  reply: Reply,
): FunctionCounts[] {
  const [first, ...names] = heading.trim().split(/ +/)
  if (first !== 'function') throw refused(name, reply)
  return lines.map((line) => {
    const [counted = '', caller] = line.split(' <- ', 2)
    const [called = '', ...cells] = counted.trim().split(/ +/)
    const values = cells.map(valueOf)
    // newer columns stand at the end, and are left out where nothing was measured
    if (cells.length > names.length || values.includes(undefined)) throw refused(name, {...reply, text: line})
    return {function: called, caller, counts: Object.fromEntries(names.map((each, at) => [each, values[at] ?? null]))}
  })
}

/** @returns undefined for what is neither a number nor a time */
function valueOf(text: string): number | null | undefined {
  if (text === '-') return null
  const [, count, unit] = cell.exec(text) ?? []
  if (count === undefined) return undefined
  // 45.02 us are 0.04502 ms, not 0.045020000000000004
  return unit === undefined ? Number(count) : Number((Number(count) * (units[unit] ?? 1)).toPrecision(6))
}
