import {describe, expect, test} from 'vitest'
import {lab, traffic} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {numbered, sync} from './support.ts'

const entries = 2000
const mapOf = (name: string): string => numbered(entries, (index) => `key${index} ${name}${index}`)

describe.each(lab.since('2.4'))('under constant traffic of HAProxy %s', (version) => {
  test('each request sees a value of the old or of the new map during fifty syncs, and none fails', async () => {
    await using haproxy = await lab.start(version, {nbthread: 2, maps: {'big.map': mapOf('a')}})
    const names = ['a', 'b']
    const seen = {a: 0, b: 0}
    let asked = 0
    await using requests = traffic(haproxy, {
      next: () => ({map: 'big.map', sample: `key${(asked = (asked + 7919) % entries)}`}),
      onAnswer: (sample, value = 'nothing') => {
        if (!names.some((name) => value === sample.replace('key', name))) throw new Error(`${sample} was answered with ${value}`)
        seen[value.startsWith('a') ? 'a' : 'b'] += 1
      },
    }).start()
    for (let round = 1; round <= 50; round += 1) {
      const report = await sync({haproxy, map: 'big.map', content: mapOf(names[round % 2] ?? '')}, {session: round % 4 < 2 ? 'oneshot' : 'prompt'})
      expect(report).toMatchObject({strategy: 'replace', entries, changed: entries, added: 0, removed: 0, verified: true})
    }
    await requests.stop()
    expect(requests.failures).toBe(0)
    expect(Math.min(seen.a, seen.b)).toBeGreaterThan(100)
  })

  // in a session several payloads may arrive at once: at least one look ahead of them, and one ahead of the commit
  test.each([
    ['oneshot', 3],
    ['prompt', 2],
  ] as const)('the running map stays the old one to the last entry until the commit, and is the new one from its answer on (%s)', async (session, looks) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': mapOf('a')}})
    const before: string[][][] = []
    await using relay = await Relay.before(haproxy, {
      before: async (request) => {
        if (/\b(?:add|commit) map\b/.test(request)) before.push(await haproxy.dump('big.map'))
      },
    })
    await sync({haproxy, map: 'big.map', content: mapOf('b'), through: relay}, {session})
    expect(before.length).toBeGreaterThanOrEqual(looks)
    for (const dump of before) expect(dump).toEqual(Array.from({length: entries}, (_, index) => [`key${index}`, `a${index}`]))
    expect(await haproxy.dump('big.map')).toEqual(Array.from({length: entries}, (_, index) => [`key${index}`, `b${index}`]))
  })
})
