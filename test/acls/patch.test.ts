import {describe, expect, test} from 'vitest'
import {hactl} from '../cli/hactl.ts'
import {lab} from '../haproxy/lab.ts'
import {numbered} from '../maps/support.ts'
import {loadedPatterns, patternsIn, syncAcl} from './support.ts'

const sorted = (patterns: readonly string[]): string[] => [...patterns].sort()

describe.each(lab.versions)('a patch of an ACL on HAProxy %s', (version) => {
  test('adds and removes patterns with blanks and without, whatever the way of matching, and leaves no difference', async () => {
    for (const match of ['str', 'sub', 'reg'] as const) {
      await using haproxy = await lab.start(version, {acls: {'big.acl': {content: numbered(300, (index) => `pattern ${index}`) + 'gone; one\ngone\n', match}}})
      const content = numbered(300, (index) => (index % 50 === 0 ? `new ${index}; x` : `pattern ${index}`)) + 'new\n'
      const report = await syncAcl({haproxy, acl: 'big.acl', content}, {strategy: 'patch'})
      expect(report).toMatchObject({strategy: 'patch', added: 7, changed: 0, removed: 8, verified: true})
      expect(sorted(await patternsIn(haproxy, 'big.acl'))).toEqual(sorted(loadedPatterns(content)))
    }
  })

  test('takes away what stands there several times, all but one', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': 'one\ntwo words\none\none\ntwo words\nthree\nthree\n'}})
    await syncAcl({haproxy, acl: 'big.acl', content: 'one\ntwo words\n'}, {strategy: 'patch'})
    expect(sorted(await patternsIn(haproxy, 'big.acl'))).toEqual(['one', 'two words'])
  })

  test('says what it would send', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': 'one\ntwo words\n'}})
    const acl = haproxy.file('big.acl')
    const run = (...args: string[]) =>
      hactl(['acl', 'sync', '-', '--acl', acl, '--strategy', 'patch', '-n', '-s', haproxy.socket, ...args], {input: 'one\nthree more\n'})
    expect((await run()).stdout).toMatch(/ {2}add acl \S+ PATTERN {2}# 1 command, .*\n {2}del acl \S+ PATTERN {2}# 1 command, /)
    expect((await run('--wire')).stdout).toBe(`add acl ${acl} three\\ more\ndel acl ${acl} two\\ words\n`)
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
  })
})
