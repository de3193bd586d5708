import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'
import {Relay} from './relay.ts'
import {failureOf, numbered, sync} from './support.ts'

const content = numbered(100, (n) => `key${n} value${n}`)

/** What could happen to a payload on the way, and whether the number of entries is another one then. */
const faults: [what: string, rewrite: (request: string) => string, countDiffers: boolean][] = [
  ['a lost entry', (request) => request.replace('key50 value50\n', ''), true],
  ['an entry twice', (request) => request.replace('key50 value50\n', 'key50 value50\nkey50 value50\n'), true],
  ['another value', (request) => request.replace('value50', 'VALUE50'), false],
  ['another key', (request) => request.replace('key50 ', 'KEY50 '), false],
  ['another order', (request) => request.replace('key50 value50\nkey51 value51\n', 'key51 value51\nkey50 value50\n'), false],
  ['the first entry lost', (request) => request.replace('key0 value0\nkey1 ', 'key1 '), true],
  ['the last entry lost', (request) => request.replace('key99 value99\n', ''), true],
]

describe.each(lab.since('2.4'))('what HAProxy %s holds is verified before the commit', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'old entry\n'}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  describe.each(faults)('%s', (_, rewrite, countDiffers) => {
    test.each(['full', 'count', 'none'] as const)('with --verify %s', async (verify) => {
      await sync({haproxy, map: 'big.map', content: 'old entry\n'}, {strategy: 'replace'})
      await using relay = await Relay.before(haproxy, {rewrite: (request) => (request.includes('add map') ? rewrite(request) : request)})
      const outcome = sync({haproxy, map: 'big.map', content, through: relay}, {verify})
      if (verify === 'full' || countDiffers) {
        // without verification it looks as if somebody else were at work
        expect(await failureOf(outcome)).toMatchObject({code: verify === 'none' ? 'drift' : 'verification-failed', exit: 4})
        expect(await haproxy.dump('big.map')).toEqual([['old', 'entry']])
        expect(relay.requests.filter((request) => /commit/.test(request))).toEqual([])
      } else {
        expect(await outcome).toMatchObject({verify, verified: verify !== 'none'})
        expect(await haproxy.dump('big.map')).toEqual(loaded(rewrite(content)))
      }
    })
  })

  test('none reads nothing of it back', async () => {
    await using relay = await Relay.before(haproxy)
    await sync({haproxy, map: 'big.map', content, through: relay}, {verify: 'none', strategy: 'replace'})
    expect(relay.requests.filter((request) => /show map @/.test(request))).toEqual([])
  })
})
