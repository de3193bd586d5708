import type {TableEntry} from '../protocol/commands/table/table-entry.ts'
import {readable} from '../protocol/word.ts'

/** What an entry stores, by HAProxy's names. A name of a server (`server_key`) is a text. A number above 2^53 loses its last digits. */
export type EntryData = Readonly<Record<string, number | string>>

const number = /^-?\d+$/

/** What an entry stores, under the names that HAProxy shows. */
export function dataOf({columns, values}: TableEntry): EntryData {
  return Object.fromEntries(columns.map(({name}, index) => [name, cellOf(values[index] ?? '')]))
}

/** A number as one; what is none is a name. */
export const cellOf = (value: string): number | string => (number.test(value) ? Number(value) : readable(value))

/** As HAProxy wrote it, with all its digits. @returns undefined where entries have no such column */
export const textIn = ({columns, values}: TableEntry, name: string): string | undefined => values[columns.findIndex((column) => column.name === name)]

/** @returns undefined where entries have no such column, and where it is a name */
export function numberIn(entry: TableEntry, name: string): number | undefined {
  const value = textIn(entry, name)
  return value !== undefined && number.test(value) ? Number(value) : undefined
}
