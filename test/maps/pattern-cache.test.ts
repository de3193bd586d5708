import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {commitByHand, loadByHand, prepareByHand} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {type Kind, kinds, mapOf} from './kinds.ts'
import {underTraffic} from './phases.ts'
import {connect, sourceOf, sync} from './support.ts'

const named = kinds.map((kind) => [kind.match, kind] as const)

/** Match types that HAProxy answers from its pattern cache. */
const cached = named.filter(([match]) => match === 'sub' || match === 'end' || match === 'reg')

/** Each test has a map of its own: what the cache knows is never what another test taught it. */
const mapsOf = (prefix: string, of: readonly (readonly [string, Kind])[], value?: string) =>
  Object.fromEntries(of.map(([match, kind]) => [`${prefix}-${match}.map`, {match: kind.match, content: value === undefined ? '' : mapOf(kind, value)}]))

describe.each(lab.since('2.4'))('traffic of HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      nbthread: 2,
      maps: {
        ...mapsOf('empty', named),
        ...mapsOf('filled', named, 'old'),
        ...mapsOf('emptied', cached, 'old'),
        ...mapsOf('twice', cached, 'old'),
        ...mapsOf('raw', cached),
        ...mapsOf('hand', cached),
      },
      // a second use: entry_cnt counts each entry twice then, and does not come back to 0
      frontendLines: cached.map(([match]) => `http-request set-var(txn.other) url_param(k),map_str({folder}/twice-${match}.map)`),
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  describe.each(named)('in a %s map', (match, kind) => {
    test('that was empty sees nothing, then the new value, never a stale miss', async () => {
      const map = `empty-${match}.map`
      const seen = await underTraffic({haproxy, map, samples: kind.samples}, (through) => sync({haproxy, map, content: mapOf(kind, 'new'), through}))
      expect([seen.before, seen.after]).toEqual([new Set([undefined]), new Set(['new'])])
    })

    test('that held entries sees the old value, then the new one', async () => {
      const map = `filled-${match}.map`
      const seen = await underTraffic({haproxy, map, samples: kind.samples}, (through) => sync({haproxy, map, content: mapOf(kind, 'new'), through}))
      expect([seen.before, seen.after]).toEqual([new Set(['old']), new Set(['new'])])
      expect(['old', 'new']).toEqual(expect.arrayContaining([...seen.during]))
    })
  })

  describe.each(cached)('in a %s map', (match, kind) => {
    test.each(['auto', 'replace'] as const)('that was emptied is never stale either, strategy %s', async (strategy) => {
      const map = `emptied-${match}.map`
      await sync({haproxy, map, content: ''}, {allowEmpty: true})
      const seen = await underTraffic({haproxy, map, samples: kind.samples}, (through) =>
        sync({haproxy, map, content: mapOf(kind, 'new'), through}, {strategy}),
      )
      expect([seen.before, seen.after]).toEqual([new Set([undefined]), new Set(['new'])])
    })

    test('that was emptied and is used twice is never stale either', async () => {
      const map = `twice-${match}.map`
      await haproxy.exchange(`prepare map ${haproxy.file(map)}`)
      await haproxy.exchange(`commit map @1 ${haproxy.file(map)}`)
      expect(await haproxy.dump(map)).toEqual([])
      const seen = await underTraffic({haproxy, map, samples: kind.samples}, (through) => sync({haproxy, map, content: mapOf(kind, 'new'), through}))
      expect([seen.before, seen.after]).toEqual([new Set([undefined]), new Set(['new'])])
    })

    test('is not stale after a transaction by hand either', async () => {
      const map = `hand-${match}.map`
      const seen = await underTraffic({haproxy, map, samples: kind.samples}, async (relay) => {
        const [client, file] = [await connect(relay), haproxy.file(map)]
        await using source = await sourceOf(mapOf(kind, 'new'))
        const prepared = await prepareByHand(client, file)
        await loadByHand(client, file, prepared.version, source, {session: 'oneshot'})
        await commitByHand(client, file, prepared.version)
      })
      expect([seen.before, seen.after]).toEqual([new Set([undefined]), new Set(['new'])])
    })

    // What makes all of the above tests that can fail; a HAProxy that no longer does so may lose this one.
    test('would be stale if the commands of the manual were all', async () => {
      const map = `raw-${match}.map`
      const seen = await underTraffic({haproxy, map, samples: kind.samples}, async (relay) => {
        await haproxy.exchange(`prepare map ${haproxy.file(map)}`)
        await haproxy.exchange(`add map @1 ${haproxy.file(map)} <<\n${mapOf(kind, 'new')}\n`)
        await haproxy.exchange(`commit map @1 ${haproxy.file(map)}`, {socket: relay.socket})
      })
      expect(seen.after).toContain(undefined)
    })
  })
})
