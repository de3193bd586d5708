import {describe, expect, test} from 'vitest'
import {checkVersion} from '../../src/doctor/check-process.ts'
import type {Finding} from '../../src/doctor/finding.ts'
import {dialectOf} from '../../src/protocol/dialect.ts'
import {faultsOf} from '../../src/protocol/faults.ts'
import {parseVersion} from '../../src/protocol/version.ts'

function findingsOf(text: string, bufferSize = 16_384): Finding[] {
  const version = parseVersion(text)
  if (!version) throw new Error(`no version: ${text}`)
  return checkVersion({dialect: dialectOf(version), bufferSize})
}
const named = (findings: readonly Finding[], severity: Finding['severity']): unknown[] =>
  findings.filter((finding) => finding.severity === severity).map(({subject, advice}) => [subject, advice])

describe('the faults of a version', () => {
  test('that a later release of its branch is without are warnings that name the release', () => {
    expect(named(findingsOf('3.2.0'), 'warning')).toEqual([
      ['empty-line-ends', 'upgrade to 3.2.1 or later'],
      ['bursts', 'upgrade to 3.2.4 or later'],
      ['large-payload-loop', 'upgrade to 3.2.26 or later'],
    ])
    expect(named(findingsOf('3.2.25'), 'warning')).toEqual([
      ['large-payload-loop', 'upgrade to 3.2.26 or later'],
      ['leastconn-abort', 'upgrade to 3.2.26 or later'],
    ])
    expect(named(findingsOf('3.2.26'), 'warning')).toEqual([])
  })

  test('that hactl cannot keep clear of are warnings, too, where no release of the branch is known to be without', () => {
    expect(named(findingsOf('3.3.2'), 'warning')).toEqual([['leastconn-abort', expect.stringContaining('balance leastconn')]])
    expect(named(findingsOf('3.4.1'), 'warning')).toEqual([])
  })

  test('that hactl works around are notes, counted by the line that people see', () => {
    const findings = findingsOf('3.0.11')
    const version = parseVersion('3.0.11')
    const known = version ? faultsOf(version).map(({name}) => name) : []
    expect(named(findings, 'note').map((each) => (each as [string])[0])).toEqual(known)
    const stopping = findings.filter(({severity, advice}) => severity === 'note' && advice !== null)
    expect(stopping.map(({subject}) => subject)).toEqual(['clear-blocks', 'interleaved-commit'])
    expect(findings.at(-1)).toMatchObject({
      severity: 'ok',
      message: `HAProxy 3.0.11: ${known.length} known faults that hactl works around, 2 of which may stop HAProxy; hactl doctor --faults names them`,
    })
  })

  test('count only where they can happen', () => {
    const has = (bufferSize: number): boolean => findingsOf('3.4.7', bufferSize).some(({subject}) => subject === 'pools-endless')
    expect([has(8192), has(16_384)]).toEqual([true, false])
  })
})
