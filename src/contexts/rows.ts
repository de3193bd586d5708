import type {Column, Row} from '../render/types.ts'
import {findContext} from './choose.ts'
import type {ContextFiles} from './context.ts'
import {contextNames} from './target.ts'

const isSet = (cell: unknown): string => (cell === true ? 'yes' : '-')

export const contextColumns: readonly Column[] = [
  {name: 'current', heading: '', format: (cell) => (cell === true ? '*' : '')},
  {name: 'name'},
  {name: 'address'},
  {name: 'level', priority: 3, format: (cell) => (cell === null ? '-' : String(cell))},
  {name: 'readOnly', heading: 'READ-ONLY', priority: 1, format: isSet},
  {name: 'confirm', priority: 2, format: isSet},
  {name: 'origin', heading: 'FROM', priority: 4, kept: 'end'},
]

/** The contexts of all files. @param current the name of the one that is in use */
export function contextRows(files: ContextFiles, current: string | undefined): Row[] {
  return contextNames(files).flatMap((name) => {
    const context = findContext(files, name)
    if (!context) return []
    const {sockets, master, level, readOnly, confirm, origin} = context
    return [
      {
        current: name === current,
        name,
        address: master === undefined ? sockets.join(' ') : `${master} (master)`,
        level: level ?? null,
        readOnly: readOnly?.value === true,
        confirm: confirm?.value === true,
        origin,
      },
    ]
  })
}
