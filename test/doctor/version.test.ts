import {describe, expect, test} from 'vitest'
import {checkVersion} from '../../src/doctor/check-process.ts'
import type {Finding} from '../../src/doctor/finding.ts'
import {dialectOf} from '../../src/protocol/dialect.ts'
import {faultsOf} from '../../src/protocol/faults.ts'
import {parseVersion} from '../../src/protocol/version.ts'

function findingsOf(text: string, {all = false, bufferSize = 16_384} = {}): Finding[] {
  const version = parseVersion(text)
  if (!version) throw new Error(`no version: ${text}`)
  return checkVersion({dialect: dialectOf(version), bufferSize}, all)
}
const named = (findings: readonly Finding[], severity: Finding['severity']): unknown[] =>
  findings.filter((finding) => finding.severity === severity).map(({subject, advice}) => [subject, advice])

describe('the faults of a version', () => {
  test('that a later release of its branch mends are warnings that name the release', () => {
    expect(named(findingsOf('3.2.0'), 'warning')).toEqual([
      ['empty-line-ends', 'upgrade to 3.2.1 or later'],
      ['bursts', 'upgrade to 3.2.4 or later'],
    ])
    expect(named(findingsOf('3.2.3'), 'warning')).toEqual([['bursts', 'upgrade to 3.2.4 or later']])
    expect(named(findingsOf('3.2.4'), 'warning')).toEqual([])
  })

  test('that may stop HAProxy are named, the others counted, or all named', () => {
    const findings = findingsOf('3.0.11')
    const notes = named(findings, 'note').map((each) => (each as [string])[0])
    expect(notes).toEqual(['clear-blocks', 'interleaved-commit'])
    expect(findings.at(-1)).toMatchObject({severity: 'ok', message: expect.stringMatching(/^HAProxy 3\.0\.11: (\d+) more/)})
    const all = findingsOf('3.0.11', {all: true})
    const version = parseVersion('3.0.11')
    const known = version ? faultsOf(version) : []
    expect(
      all
        .map(({subject}) => subject)
        .filter((subject) => subject !== null)
        .toSorted(),
    ).toEqual(known.map(({name}) => name).toSorted())
    expect(Number(/: (\d+) more/.exec(findings.at(-1)?.message ?? '')?.[1])).toBe(known.length - notes.length)
  })

  test('count only where they can happen', () => {
    const has = (bufferSize: number): boolean => findingsOf('3.4.7', {all: true, bufferSize}).some(({subject}) => subject === 'pools-endless')
    expect([has(8192), has(16_384)]).toEqual([true, false])
  })
})
