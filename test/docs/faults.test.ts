import {describe, expect, test} from 'vitest'
import {claimOf, readPage} from '../../scripts/haproxy-faults/page.mjs'
import {type Fault, faults, faultsOf} from '../../src/protocol/faults.ts'
import {isWithin, parseVersion, type Version} from '../../src/protocol/version.ts'
import {lab} from '../haproxy/lab.ts'
import {pageOf} from './markdown.ts'

const page = readPage()
const {text} = pageOf('docs/haproxy-faults.md')
const shown = faults.filter(({reported}) => !reported)
const reported = faults.filter((fault) => fault.reported)

const versionOf = (words: string): Version => {
  const version = parseVersion(words)
  if (!version) throw new Error(`no version: ${words}`)
  return version
}

/** The versions that the page was written with: `HAProxy 2.2.9, 2.6.12, … as Debian builds them`. */
const tried = (/run against HAProxy (.*?) as Debian/.exec(text)?.[1]?.match(/\d+\.\d+\.\d+/g) ?? []).map(versionOf)

test('what is known of HAProxy is what the page reproduces, in its words', () => {
  expect(shown.map(({name, what}) => [name, what])).toEqual(page.faults.map(({id, title}) => [id, title]))
})

test('what others report is what the page has under "Not reproduced", in its words', () => {
  const [, section = ''] = /^## Not reproduced$([^]*?)^## /m.exec(text) ?? []
  const rows = [...section.matchAll(/^\| `([\w-]+)`: (.*?) +\|/gm)].map(([, name, what]) => [name, what])
  expect(section.match(/^\| (?!what|-)/gm)).toHaveLength(rows.length)
  expect(reported.map(({name, what}) => [name, what])).toEqual(rows)
})

test.each(lab.versions)('holds for HAProxy %s where the page saw it, and not where it did not', (branch) => {
  const version = tried.find(({major, minor}) => `${major}.${minor}` === branch)
  expect(version).toBeDefined()
  const claims = page.faults.map((fault) => [fault.id, claimOf(fault, branch)] as const).filter(([, claim]) => claim !== undefined)
  const known = new Set(version && faultsOf(version).map(({name}) => name))
  expect(claims.map(([id]) => [id, known.has(id)])).toEqual(claims)
})

test('a fault is mended within its branch only where its last version is of the same branch as its first', () => {
  const branch = (bound: string | undefined): string => (bound ?? '').split('.').slice(0, 2).join('.')
  for (const fault of faults.filter(({mended}) => mended)) expect(branch(fault.until)).toBe(branch(fault.since))
  // a release that is without a fault lies inside its range
  for (const fault of faults) for (const release of fault.without ?? []) expect([fault.name, isWithin(versionOf(release), fault)]).toEqual([fault.name, true])
})

describe('a range of versions', () => {
  const fault: Fault = {name: 'a', what: 'b', since: '3.2', until: '3.2.4'}

  test.each([
    ['3.1.9', false],
    ['3.2-dev3', false],
    ['3.2.0', true],
    ['3.2.3-1+deb13', true],
    ['3.2.4', false],
    ['3.4.0', false],
  ])('has %s: %s', (words, expected) => {
    expect(isWithin(versionOf(words), fault)).toBe(expected)
  })
})
