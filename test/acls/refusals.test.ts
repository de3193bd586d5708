import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {failureOf, numbered} from '../maps/support.ts'
import {patternsIn, syncAcl} from './support.ts'

const plain = numbered(100, (index) => `^/path${index}`)
const blank = numbered(100, (index) => `^bot ${index}`)

describe.each(lab.since('2.4'))('a pattern that HAProxy %s refuses', (version) => {
  test.each([
    ['in a payload', `${plain}^x(\n${plain}`, 101],
    ['among the commands of a line', `${blank}^x y(\n${blank}`, 101],
    ['the first of a line behind a payload', `${plain}^x y(\n`, 101],
    ['the last of all', `${blank}${plain}^x(\n`, 201],
    ['the only one', '^x y(\n', 1],
  ])('%s is named with its line, and nothing is changed', async (_, content, line) => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': {content: 'old one\n', match: 'reg'}}})
    for (const session of ['oneshot', 'prompt'] as const) {
      const failure = await failureOf(syncAcl({haproxy, acl: 'big.acl', content}, {session}))
      expect(failure).toMatchObject({code: 'entry-refused', exit: 2, message: expect.stringContaining(`new.acl:${line}:`)})
      expect(await patternsIn(haproxy, 'big.acl')).toEqual(['old one'])
    }
  })

  test('into an empty ACL is named with its line, too', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': {content: '', match: 'reg'}}})
    expect(await failureOf(syncAcl({haproxy, acl: 'big.acl', content: '# bad\n^x y(\n'}))).toMatchObject({
      code: 'entry-refused',
      message: expect.stringContaining('new.acl:2:'),
    })
  })

  test('for an address or a number is refused before anything is sent, blanks behind it too', async () => {
    await using haproxy = await lab.start(version, {acls: {'ip.acl': {content: '10.0.0.0/8\n', match: 'ip'}, 'int.acl': {content: '1\n', match: 'int'}}})
    for (const [acl, content] of [
      ['ip.acl', '10.1.0.0/16\n10.2.0.0/16 \n'],
      ['ip.acl', '10.1.0.0/16\nlocalhost\n'],
      ['int.acl', '1\n2 \n'],
      ['int.acl', '1\ngt 5\n'],
    ] as const) {
      const failure = await failureOf(syncAcl({haproxy, acl, content}))
      expect(failure, content).toMatchObject({code: 'key-invalid', exit: 2, message: expect.stringContaining('new.acl:2:')})
      expect(await haproxy.header(acl)).toMatchObject({nextVer: 0})
    }
  })

  test('is none when it is a network, a range or a number as HAProxy takes them', async () => {
    await using haproxy = await lab.start(version, {acls: {'ip.acl': {content: '', match: 'ip'}, 'int.acl': {content: '', match: 'int'}}})
    await syncAcl({haproxy, acl: 'ip.acl', content: '10.0.0.0/255.0.0.0\n2001:db8::/32\n192.0.2.1\n'})
    await syncAcl({haproxy, acl: 'int.acl', content: '7\n10:20\n30-\n'})
    expect(await haproxy.matches('ip.acl', '10.1.1.1')).toBe(true)
    expect(await haproxy.matches('int.acl', '15')).toBe(true)
  })
})
