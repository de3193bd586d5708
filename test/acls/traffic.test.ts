import {describe, expect, test} from 'vitest'
import {lab, traffic} from '../haproxy/lab.ts'
import {Relay} from '../maps/relay.ts'
import {numbered} from '../maps/support.ts'
import {patternsIn, syncAcl} from './support.ts'

const count = 1000
/** Half of them hold a blank. Patterns of one name match what those of the other do not. */
const aclOf = (name: string): string => numbered(count, (index) => `${name}${index % 2 ? '-' : ' '}${index}`)

describe.each(lab.since('2.4'))('under constant traffic of HAProxy %s', (version) => {
  test('an ACL matches as its old or as its new patterns say during thirty syncs, and no request fails', async () => {
    await using haproxy = await lab.start(version, {nbthread: 2, acls: {'big.acl': aclOf('a') + numbered(count, (index) => `both${index}`)}})
    const seen = {match: 0, none: 0}
    let asked = 0
    await using requests = traffic(haproxy, {
      next: () => ({acl: 'big.acl', sample: asked++ % 2 ? `both${asked % count}` : `a-${(asked % (count / 2)) * 2 + 1}`}),
      onAnswer: (sample, value) => {
        if (sample.startsWith('both') && value !== 'match') throw new Error(`${sample} stands in both, and was not matched`)
        if (!sample.startsWith('both')) seen[value === 'match' ? 'match' : 'none'] += 1
      },
    }).start()
    for (let round = 1; round <= 30; round += 1) {
      const content = aclOf(round % 2 ? 'b' : 'a') + numbered(count, (index) => `both${index}`)
      const report = await syncAcl({haproxy, acl: 'big.acl', content}, {session: round % 4 < 2 ? 'oneshot' : 'prompt'})
      expect(report).toMatchObject({strategy: 'replace', entries: 2 * count, changed: 0, added: count, removed: count, verified: true})
    }
    await requests.stop()
    expect(requests.failures).toBe(0)
    expect(Math.min(seen.match, seen.none)).toBeGreaterThan(50)
  })

  test('the running ACL stays the old one to the last pattern until the commit, and is the new one from its answer on', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': aclOf('a')}})
    const old = await patternsIn(haproxy, 'big.acl')
    const before: string[][] = []
    await using relay = await Relay.before(haproxy, {
      before: async (request) => {
        if (/\b(?:add|commit) acl\b/.test(request)) before.push(await patternsIn(haproxy, 'big.acl'))
      },
    })
    await syncAcl({haproxy, acl: 'big.acl', content: aclOf('b'), through: relay}, {session: 'oneshot'})
    expect(before.length).toBeGreaterThan(2)
    for (const patterns of before) expect(patterns).toEqual(old)
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(old.map((pattern) => pattern.replace('a', 'b')))
  })

  test('an ACL that was empty denies from the commit on, whatever was asked while it was loaded', async () => {
    for (const match of ['sub', 'reg'] as const) {
      await using haproxy = await lab.start(version, {acls: {'big.acl': {content: '', match}}})
      await using relay = await Relay.before(haproxy, {
        before: async (request) => {
          if (request.includes('commit acl')) expect(await haproxy.matches('big.acl', 'deny this agent')).toBe(false)
        },
      })
      await syncAcl({haproxy, acl: 'big.acl', content: numbered(100, (index) => `other agent ${index}`) + 'this agent\n', through: relay})
      expect(await haproxy.matches('big.acl', 'deny this agent')).toBe(true)
    }
  })
})
