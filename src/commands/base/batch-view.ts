import type {BatchRecord} from '../../batch/record.ts'
import {linesWithoutControls, withoutControls} from '../../render/controls.ts'
import type {Column, Row} from '../../render/types.ts'
import type {Style} from '../../terminal/style.ts'

export const batchColumns: readonly Column[] = [
  {name: 'line', align: 'right'},
  {name: 'command'},
  {name: 'ok'},
  {name: 'severity', align: 'right'},
  {name: 'text'},
  {name: 'ms', align: 'right'},
]

const beyondAscii = /[\x80-\xff]/

/** One character a byte becomes text again, or bytes where it is none. */
const cellOf = (wire: string): string | Uint8Array => (beyondAscii.test(wire) ? Buffer.from(wire, 'latin1') : wire)

/** A record is a row as it is, unless it holds more than ASCII. */
export function batchRow(record: BatchRecord): Row {
  const {command, text} = record
  if (!beyondAscii.test(command) && (text === null || !beyondAscii.test(text))) return record
  return {...record, command: cellOf(command), text: text === null ? null : cellOf(text)}
}

/** People read the answers, each below its command; of a command that was done without a word they read nothing. */
export const tellsPeople = ({ok, text}: BatchRecord): boolean => ok !== true || (text !== null && text !== '')

/** Cleaned before it is coloured: a colour in what HAProxy says would hide what comes behind it. */
export function batchLineText({line, command, ok, text}: Row, {dim, red, yellow}: Style): string {
  const heading = `${String(line)}: ${withoutControls(shown(command))}`
  if (ok === null) return yellow(`${heading}\n  no answer came: it may have run\n`)
  return `${ok === true ? dim(heading) : red(heading)}\n${linesWithoutControls(shown(text))}`
}

const shown = (cell: Row[string] | undefined): string => (cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell ?? ''))
