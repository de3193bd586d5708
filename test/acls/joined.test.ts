import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {numbered} from '../maps/support.ts'
import {patternsIn, syncAcl} from './support.ts'

/** The control: what makes the blank behind each pattern necessary. It must go on failing silently, or the reason for it is gone. */
describe.each(lab.versions)('a payload of patterns on HAProxy %s', (version) => {
  const add = (name: string, payload: string) => `add acl ${name} x <<\n${payload}\n\n`

  test('becomes ONE pattern, with success as the answer, when no blank stands behind each', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': ''}})
    expect(String(await haproxy.exchange(add(haproxy.file('big.acl'), 'one\ntwo\nthree')))).toBe('\n')
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one\ntwo\nthree'])
    expect(await haproxy.matches('big.acl', 'two')).toBe(false)
  })

  test('is one pattern each with the blank, and the word on the command line is none', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': ''}})
    expect(String(await haproxy.exchange(add(haproxy.file('big.acl'), 'one \ntwo \nthree ')))).toBe('\n')
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two', 'three'])
  })

  test('is cut at the first blank of each pattern', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': ''}})
    expect(String(await haproxy.exchange(add(haproxy.file('big.acl'), 'one two \nthree four ')))).toBe('\n')
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'three'])
  })

  test('is refused without a word for the pattern', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': ''}})
    expect(String(await haproxy.exchange(`add acl ${haproxy.file('big.acl')} <<\none \n\n`))).toContain("'add acl' expects two parameters")
    expect(await patternsIn(haproxy, 'big.acl')).toEqual([])
  })
})

describe.each(lab.since('2.4'))('a sync of patterns without blanks on HAProxy %s', (version) => {
  test('joins none of them, where they go as a payload', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': 'old\n'}})
    const report = await syncAcl({haproxy, acl: 'big.acl', content: numbered(1000, (index) => `pattern${index}`)})
    expect(report).toMatchObject({strategy: 'replace', entries: 1000, added: 1000, removed: 1, changed: 0, verified: true})
    expect(await patternsIn(haproxy, 'big.acl')).toHaveLength(1000)
    expect(await haproxy.matches('big.acl', 'pattern999')).toBe(true)
  })
})
