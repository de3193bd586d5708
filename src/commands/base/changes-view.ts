import type {Changed, ChangeReport} from '../../client/change-report.ts'
import {portable} from '../../render/portable.ts'
import type {Cell, Column, Row} from '../../render/types.ts'
import type {Style} from '../../terminal/style.ts'
import type {View} from './command.ts'

/** How a person is told of a change. */
export interface Wording<One extends Changed<unknown>> {
  /** `www is`, `be_app/web1 has weight`: what stands before the value. */
  readonly subject?: (one: One) => string
  /** What a value says; the other one of was and now beside it. */
  readonly value?: (value: One['now'], other: One['now']) => string
  /** The whole line, where it is none of a value. */
  readonly line?: (one: One, style: Style) => string
  /** How a value stands in csv, plain and lists. */
  readonly cell?: (value: One['now']) => Cell
  /** Columns of its own. */
  readonly more?: (one: One) => Row
  /** What is said below, a line each. */
  readonly notes?: (one: One) => readonly string[]
}

const plainValue = (value: unknown): string => (value === null ? 'unknown' : String(cellOf(value)))

function cellOf(value: unknown): Cell {
  const told = portable(value)
  return typeof told === 'object' && told !== null ? JSON.stringify(told) : told
}

/** What became of each thing, a line each, and the command that undoes it; for a dry run the wire commands. */
export function changesView<One extends Changed<unknown>>({dryRun, changes}: ChangeReport<One>, wording: Wording<One> = {}): View<ChangeReport<One>> {
  const {cell = cellOf, more} = wording
  const names = ['name', 'was', 'now', 'changed', 'dryRun', ...Object.keys(changes[0] && more ? more(changes[0]) : {}), 'commands']
  const rowOf = (one: One): Row => ({
    name: one.name,
    was: cell(one.was),
    now: cell(one.now),
    changed: one.changed,
    dryRun,
    ...more?.(one),
    commands: one.commands.join(';'),
  })
  const rows = () => ({columns: names.map((name): Column => ({name})), rows: changes.map(rowOf)})
  if (dryRun || changes.length === 0) return {text: ({commands}) => commands.join('\n'), rows}
  return {summary: (report, style) => [...report.changes.flatMap((one) => linesOf(one, wording, style)), ...undoLine(report, style)].join('\n'), rows}
}

function linesOf<One extends Changed<unknown>>(one: One, wording: Wording<One>, style: Style): string[] {
  const {subject = ({name}) => `${name} is`, value = plainValue, line = valueLine, notes} = wording
  return [line(one, style), ...(notes?.(one) ?? []).map((note) => style.dim(`  ${note}`))]

  function valueLine({was, now, changed}: One): string {
    const said = `${subject(one)} ${value(now, was)}`
    return changed ? `${style.green('✓')} ${said} ${style.dim(`(was ${value(was, now)}; until HAProxy is reloaded)`)}` : `${style.green('=')} ${said} already`
  }
}

/** How to bring back what was. */
export const undoLine = ({undo}: {readonly undo: string | null}, style: Style): string[] => (undo === null ? [] : [style.dim(`  undo: ${undo}`)])
