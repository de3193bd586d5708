import type {Cell} from './types.ts'
import {count} from './units.ts'

/** A number as a person reads it; `-` for what is not told. */
export const counted = (cell: Cell | undefined): string => (typeof cell === 'number' ? count(cell) : '-')

/** `3/20`; the number alone where there is no limit. */
export const countedOf = (cell: Cell, limit: Cell | undefined): string => (typeof limit === 'number' ? `${counted(cell)}/${count(limit)}` : counted(cell))
