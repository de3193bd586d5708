import type {MapReference} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import type {Difference} from './compare.ts'
import {countText, entriesText} from './count-text.ts'

/** Limits that a plan has to keep; none is set unless asked for, but for the empty source. */
export interface Guards {
  readonly allowEmpty: boolean
  /** The source must have so many entries at least. */
  readonly requireEntries?: number | undefined
  /** Added, changed and removed together may be so many, or so much of the running entries, at most. */
  readonly maxChange?: ChangeLimit | undefined
}

export type ChangeLimit = {readonly entries: number} | {readonly percent: number}

/** @returns undefined for what is neither a number nor a percentage */
export function parseChangeLimit(text: string): ChangeLimit | undefined {
  const found = /^(\d+(?:\.\d+)?)(%?)$/.exec(text)
  if (!found || (found[2] === '' && !/^\d+$/.test(text))) return undefined
  return found[2] === '%' ? {percent: Number(found[1])} : {entries: Number(found[1])}
}

/** @throws HactlError `source-empty`, `too-few-entries` */
export function guardSource(name: string, entries: number, {allowEmpty, requireEntries}: Guards): void {
  if (entries === 0 && !allowEmpty) {
    throw new HactlError('source-empty', {exit: 2, message: `${name} holds no entry`, hint: '--allow-empty empties the running map'})
  }
  if (requireEntries !== undefined && entries < requireEntries) {
    throw new HactlError('too-few-entries', {
      exit: 2,
      message: `${name} holds ${entriesText(entries)}, ${countText(requireEntries)} are required`,
      hint: 'nothing was changed; --require-entries sets the limit',
    })
  }
}

/** @throws HactlError `too-much-change` */
export function guardChange(map: MapReference, {added, changed, removed, runningEntries}: Difference, {maxChange}: Guards): void {
  if (maxChange === undefined || runningEntries === 0) return
  if (added === null || changed === null || removed === null) throw new TypeError(`nobody counted what would change in ${map}`)
  const changes = added + changed + removed
  if (isWithin(maxChange, changes, runningEntries)) return
  throw new HactlError('too-much-change', {
    exit: 2,
    message: `${countText(changes)} ${changes === 1 ? 'change' : 'changes'} to the ${entriesText(runningEntries)} of ${map} are more than --max-change ${limitText(maxChange)} allows: ${countText(added)} added, ${countText(changed)} changed, ${countText(removed)} removed`,
    hint: `nothing was changed; hactl ${map.kind.noun} diff shows the changes`,
  })
}

/** In whole numbers: 29 changes are 29% of 100, which 0.29 * 100 is not. Percentages count to six decimals. */
function isWithin(limit: ChangeLimit, changes: number, runningEntries: number): boolean {
  if ('entries' in limit) return changes <= limit.entries
  return BigInt(changes) * 100_000_000n <= BigInt(Math.round(limit.percent * 1_000_000)) * BigInt(runningEntries)
}

const limitText = (limit: ChangeLimit): string => ('entries' in limit ? countText(limit.entries) : `${limit.percent}%`)
