import {type Cutting, cutting} from './cut.ts'
import {type Column, cellOf, type Row} from './types.ts'
import type {TextMeasure} from './width.ts'

/** A column that is shown, and how wide. */
export interface Fitting {
  readonly column: Column
  readonly width: number
  readonly right: boolean
  /** Cuts cells to the width; without a terminal nothing is cut. */
  readonly cut?: Cutting['cut'] | undefined
}

export interface LayoutFacts {
  readonly heading: readonly string[]
  /** The first rows, cell by cell. */
  readonly texts: readonly (readonly string[])[]
  readonly right: readonly boolean[]
  readonly measure: TextMeasure
  readonly width: number | undefined
  readonly gap: number
}

/** A column may shrink to this before others are dropped for it. */
const useful = 20

const widest = (widths: readonly number[]): number => widths.reduce((most, width) => Math.max(most, width), 0)
const sum = (widths: readonly number[], gap: number): number => widths.reduce((total, width) => total + width, 0) + gap * Math.max(0, widths.length - 1)

/** Numbers stand right unless the column says otherwise. */
export function isRight(column: Column, sample: readonly Row[]): boolean {
  if (column.align) return column.align === 'right'
  const cells = sample.map((row) => cellOf(row, column)).filter((cell) => cell !== null)
  return cells.length > 0 && cells.every((cell) => typeof cell === 'number')
}

/** The column to do without: the highest priority, of equals the last. */
function leastWanted(kept: readonly {readonly column: Column}[]): number {
  let index = -1
  let highest = 0
  kept.forEach(({column}, at) => {
    const priority = column.priority ?? 0
    if (priority > 0 && priority >= highest) [index, highest] = [at, priority]
  })
  return index
}

/** Which columns stand on a line of the terminal, and how wide: dropped by priority first, then the widest give way, but not so far that two names look the same. */
export function fitted(columns: readonly Column[], facts: LayoutFacts): Fitting[] {
  const {measure, gap, width: room} = facts
  const kept = columns.map((column, index): Candidate => {
    const head = measure.width(facts.heading[index] ?? '')
    const texts = facts.texts.map((line) => line[index] ?? '')
    const natural = Math.max(head, widest(texts.map((text) => measure.width(text))))
    return {column, texts, natural, least: Math.min(natural, Math.max(head, useful)), right: facts.right[index] ?? false}
  })
  if (room === undefined) return kept.map(({column, natural, right}) => ({column, width: natural, right}))

  const least = (): number =>
    sum(
      kept.map((each) => each.least),
      gap,
    )
  for (let out = leastWanted(kept); out >= 0 && least() > room; out = leastWanted(kept)) kept.splice(out, 1)
  let [fittings, alike] = within(kept, room, facts)
  for (let out = leastWanted(kept); out >= 0 && alike; out = leastWanted(kept)) {
    kept.splice(out, 1)
    ;[fittings, alike] = within(kept, room, facts)
  }
  return fittings
}

/** A column that may be shown. */
interface Candidate {
  readonly column: Column
  readonly texts: readonly string[]
  /** Columns that it would take. */
  readonly natural: number
  /** Columns that it is content with. */
  readonly least: number
  readonly right: boolean
}

/** @returns what fits into the room, and whether names that differ look the same */
function within(kept: readonly Candidate[], room: number, {measure, gap}: LayoutFacts): [Fitting[], boolean] {
  const limit = narrowest(
    kept.map((each) => each.natural),
    room - gap * Math.max(0, kept.length - 1),
  )
  let alike = false
  const fittings = kept.map(({column, texts, natural, right}): Fitting => {
    // an empty column without a heading takes no room
    const width = natural === 0 ? 0 : Math.max(1, Math.min(natural, limit))
    const cells = cutting(texts, width, measure, column.kept)
    alike ||= cells.alike && (column.priority ?? 0) === 0
    return {column, width, right, cut: cells.cut}
  })
  return [fittings, alike]
}

/** The widest column width with which all of them fit into the room. */
function narrowest(widths: readonly number[], room: number): number {
  if (sum(widths, 0) <= room) return Infinity
  let left = room
  const ascending = [...widths].sort((one, other) => one - other)
  for (const [index, width] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index))
    if (width > share) return share
    left -= width
  }
  return Infinity
}
