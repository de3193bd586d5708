import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {kinds} from './kinds.ts'
import {loaded} from './loader.ts'
import {Relay} from './relay.ts'
import {numbered, runs, sync} from './support.ts'

/** Keys in no order that anything could have sorted them into, with duplicates. */
const shuffled = (count: number): string => numbered(count, (index) => `key${(index * 7919) % 5003} value ${index}`)

describe.each(lab.since('2.4'))('the order of the file in HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    const maps = Object.fromEntries(kinds.map(({match}) => [`${match}.map`, {match, content: ''}]))
    haproxy = await lab.start(version, {maps: {...maps, 'big.map': 'old entry\n'}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each(['oneshot', 'prompt'] as const)('is kept over many chunks, %s', async (session) => {
    const content = shuffled(12_000)
    const report = await sync({haproxy, map: 'big.map', content}, {session, strategy: 'replace', chunkSize: 4000})
    expect(report.chunks).toBeGreaterThan(50)
    expect(await haproxy.dump('big.map')).toEqual(loaded(content))
  })

  test('one-shot payloads are never under way two at a time', async () => {
    const open = {now: 0, most: 0}
    await using relay = await Relay.before(haproxy, {
      before: (request) => {
        if (request.startsWith('add map')) open.most = Math.max(open.most, (open.now += 1))
        return undefined
      },
      after: (request) => {
        if (request.startsWith('add map')) open.now -= 1
      },
    })
    await sync({haproxy, map: 'big.map', content: shuffled(2000), through: relay}, {session: 'oneshot', strategy: 'replace', chunkSize: 1000})
    expect(open).toEqual({now: 0, most: 1})
  })

  test('decides which of equal keys answers: the first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c'), {minLength: 1, maxLength: 12}), async (keys) => {
        await sync({haproxy, map: 'str.map', content: keys.map((key, index) => `${key} ${index}\n`).join('')}, {strategy: 'replace', chunkSize: 8})
        for (const key of new Set(keys)) expect(await haproxy.lookup('str.map', key)).toBe(String(keys.indexOf(key)))
      }),
      runs(10),
    )
  })

  test.each([
    ['reg.map', '/api/v1', ['^/api/', '^/api/v[0-9]+$', '/v1$']],
    ['sub.map', 'www.example.com', ['www', 'example', 'com']],
    ['end.map', 'a.tar.gz', ['.tar.gz', '.gz', 'gz']],
    ['dir.map', '/a/b/c', ['a', 'b', 'c']],
    ['dom.map', 'www.example.com', ['www.example', 'example.com', 'example']],
  ])('decides which of several matches of %s answers: the first in the file', async (map, sample, keys) => {
    for (const first of keys) {
      const rest = keys.filter((key) => key !== first)
      await sync({haproxy, map, content: [first, ...rest].map((key) => `${key} ${key}\n`).join('')})
      expect(await haproxy.lookup(map, sample)).toBe(first)
    }
  })
})
