import {describe, expect, test} from 'vitest'
import {claimOf, type Fault, readPage} from '../../scripts/haproxy-faults/page.mjs'
import {reproduce} from '../../scripts/haproxy-faults/run.mjs'
import {type LabVersion, lab} from '../haproxy/lab.ts'

const page = readPage()

/** What each fault was seen to be on a HAProxy of its own, three at a time: most of their time is waiting. */
async function outcomes(faults: readonly Fault[], version: LabVersion): Promise<Record<string, unknown>> {
  const [rest, found] = [[...faults], new Map<string, unknown>()]
  const work = async (): Promise<void> => {
    for (let fault = rest.shift(); fault; fault = rest.shift()) found.set(fault.id, await reproduce(page, fault, version).catch(String))
  }
  await Promise.all([work(), work(), work()])
  return Object.fromEntries(faults.map(({id}) => [id, found.get(id)]))
}

describe('docs/haproxy-faults.md', () => {
  test('has each name once, and says of each fault where it was seen', () => {
    const names = page.faults.map(({id}) => id)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(names.length).toBeGreaterThan(40)
    expect(page.faults.filter(({seen}) => seen.length === 0).map(({id}) => id)).toEqual([])
    expect(page.faults.filter(({seen, absent}) => seen.some((version) => absent.includes(version))).map(({id}) => id)).toEqual([])
  })

  test('means other faults of its own by their names', () => {
    const names = new Set(page.faults.map(({id}) => id))
    expect(page.mentioned.filter((name) => !names.has(name))).toEqual([])
  })

  test.each(lab.versions)('says what HAProxy %s does', {timeout: 120_000}, async (version) => {
    const faults = page.faults.filter((fault) => fault.takes === undefined && claimOf(fault, version) !== undefined)
    expect(await outcomes(faults, version)).toEqual(Object.fromEntries(faults.map((fault) => [fault.id, claimOf(fault, version)])))
  })
})
