import {type WireText, word} from '../../word.ts'
import {type DataPlace, placeWord} from './data-type.ts'

export const filterOperators = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const

export type FilterOperator = (typeof filterOperators)[number]

/** A condition on what an entry holds. */
export interface DataFilter {
  readonly place: DataPlace
  readonly operator: FilterOperator
  /** Digits: some numbers are above what JavaScript counts to. */
  readonly value: string
}

/** Which entries are meant: one key, or those that meet all conditions; all of them without either. */
export type Selection = {readonly key: string | Uint8Array} | {readonly filters: readonly DataFilter[]}

/** Conditions that HAProxy takes at once (stick_table.h STKTABLE_FILTER_LEN). */
export const filterLimit = 4

/** The words behind the table. */
export function selectionWords(selection: Selection): WireText {
  if ('key' in selection) return ` key ${word(selection.key)}`
  return selection.filters.map(({place, operator, value}) => ` data.${placeWord(place)} ${operator} ${value}`).join('')
}

/** `show table NAME [key KEY | data.TYPE OPERATOR VALUE…]`; `TableReader` reads the answer in pieces. Management guide 9.3. */
export const showTable = {
  name: 'show table',
  since: '1.5',
  level: 'operator',
  stalls: 'each entry is locked in turn, and traffic that needs the table waits',
  encode: (table: string, selection: Selection = {filters: []}): WireText => `show table ${word(table)}${selectionWords(selection)}`,
} as const
