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

/** For people: faults that hactl works around only where they are asked for, and what cannot be seen from here in one paragraph. */
export function findingTexts(findings: readonly Finding[], {faults}: {readonly faults: boolean}, width: number, style: Style): string[] {
  return findings.flatMap((finding): string[] => {
    if (finding.unseen === undefined) return isAvoidedFault(finding) && !faults ? [] : [findingText(finding, width, style)]
    const together = findings.filter(({unseen}) => unseen === finding.unseen)
    if (together[0] !== finding) return []
    const [checks, source] = [listed(together.map(({check}) => check)), listed(together.map((each) => each.source))]
    return [
      findingText({...finding, check: 'unseen', subject: null, source, message: `${checks} cannot be looked at from here: ${finding.unseen}`}, width, style),
    ]
  })
}

const listed = (words: readonly string[]): string => [...new Set(words)].join(', ')

const isAvoidedFault = ({check, severity, subject}: Finding): boolean => check === 'version' && severity === 'note' && subject !== null

/** A paragraph: what was found, what is to be done, and what says so. */
export function findingText(
  {severity, check, subject, message, source, advice}: Omit<Finding, 'check'> & {readonly check: string},
  width: number,
  style: Style,
): string {
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
