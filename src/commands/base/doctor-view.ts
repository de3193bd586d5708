import type {Finding, Severity} from '../../doctor/finding.ts'
import type {Column, Row} from '../../render/types.ts'
import {wrapped} from '../../render/wrap.ts'
import type {Style} from '../../terminal/style.ts'

export const findingColumns: readonly Column[] = [
  {name: 'severity'},
  {name: 'check'},
  {name: 'subject'},
  {name: 'message'},
  {name: 'source', priority: 1},
  {name: 'advice', priority: 2},
]

export const findingRow = ({severity, check, subject, message, source, advice}: Finding): Row => ({severity, check, subject, message, source, advice})

const marks: Readonly<Record<Severity, string>> = {problem: '✗', warning: '!', note: '·', ok: '✓'}

const painted = (severity: Severity, {red, yellow, dim, green}: Style): ((text: string) => string) =>
  ({problem: red, warning: yellow, note: dim, ok: green})[severity]

/** For people: a paragraph each, what is to be done under what was found, and what says so. */
export function findingText({severity, check, subject, message, source, advice}: Finding, width: number, style: Style): string {
  const indent = '    '
  const lines = (text: string): string[] => wrapped(text, width - indent.length).map((line) => `${indent}${line}`)
  const [first = '', ...more] = wrapped(`${check}  ${subject === null ? message : `${subject}: ${message}`}`, width - indent.length)
  return [
    `${painted(severity, style)(marks[severity])} ${first}`,
    ...more.map((line) => `${indent}${line}`),
    ...(advice === null ? [] : lines(`→ ${advice}`).map((line) => style.bold(line))),
    ...(severity === 'ok' ? [] : lines(`(${source})`).map((line) => style.dim(line))),
  ].join('\n')
}
