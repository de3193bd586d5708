import {withoutControls} from './controls.ts'
import {pickFields} from './fields.ts'
import {type RenderOptions, renderList, renderValue} from './list.ts'
import {type Portable, type PortableObject, portableObject} from './portable.ts'
import type {Cell, Chunk, Column, Row} from './types.ts'

/** A list inside a thing. */
export interface RowList {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

/** How one thing (a report, a status) is shown where it is not printed as JSON or YAML. */
export interface ThingView {
  /** Text for people, for a table; aligned `name: value` lines when not given. */
  readonly text?: string | undefined
  /** The one row of CSV and plain; its properties when not given. */
  readonly row?: Row | undefined
  /** Several rows instead, also of a table with a choice of fields. */
  readonly rows?: RowList | undefined
}

const cellOfValue = (value: Portable): Cell => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)

const picked = (thing: PortableObject, names: readonly string[]): PortableObject => {
  const all = Object.entries(thing).map(([name, value]) => ({name, value}))
  return Object.fromEntries(pickFields(all, names).map(({name, value}) => [name, value]))
}

/** Aligned `name: value` lines. */
export function propertyLines(thing: PortableObject): string {
  const names = Object.keys(thing)
  const width = names.reduce((most, name) => Math.max(most, name.length), 0) + 2
  return names.map((name) => `${`${name}:`.padEnd(width)}${withoutControls(String(cellOfValue(thing[name] ?? null) ?? '-'))}\n`).join('')
}

const withNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

const rowOf = (thing: object): Row => Object.fromEntries(Object.entries(portableObject(thing)).map(([name, value]) => [name, cellOfValue(value)]))

/** One thing in the form that was asked for. @throws UnknownFieldError */
export async function* renderThing(thing: object, view: ThingView, options: RenderOptions): AsyncGenerator<Chunk> {
  const {format, fields, query} = options
  const chosen = (): PortableObject => (fields ? picked(portableObject(thing), fields) : portableObject(thing))
  if (query) yield* renderValue(query(chosen()), format)
  else if (view.rows && (format === 'csv' || format === 'plain' || (format === 'table' && fields))) {
    yield* renderList(view.rows.columns, [view.rows.rows], options)
  } else if (format === 'csv' || format === 'plain') {
    const row = view.row ?? rowOf(thing)
    yield* renderList(
      Object.keys(row).map((name) => ({name})),
      [[row]],
      options,
    )
  } else if (format !== 'table') yield* renderValue(chosen(), format)
  else yield view.text === undefined || fields ? propertyLines(chosen()) : withNewline(view.text)
}
