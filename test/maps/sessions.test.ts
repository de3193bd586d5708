import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {anyFile} from './arbitrary.ts'
import {loaded} from './loader.ts'
import {Relay} from './relay.ts'
import {bytes, numbered, runs, sync} from './support.ts'

describe.each(lab.since('2.4'))('connections to HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'one.map': 'old entry\n', 'other.map': 'old entry\n'}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test('bring the same content, one for each payload or one for all', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.constantFrom(undefined, 9000), async (text, chunkSize) => {
        const content = bytes(text)
        const one = await sync({haproxy, map: 'one.map', content}, {session: 'oneshot', strategy: 'replace', chunkSize, allowEmpty: true})
        const other = await sync({haproxy, map: 'other.map', content}, {session: 'prompt', strategy: 'replace', chunkSize, allowEmpty: true})
        expect(await haproxy.dump('one.map')).toEqual(await haproxy.dump('other.map'))
        expect({entries: one.entries, chunks: one.chunks, bytes: one.bytes}).toEqual({entries: other.entries, chunks: other.chunks, bytes: other.bytes})
      }),
      runs(15),
    )
  })

  test('carry what was asked for: payloads alone, or all in one', async () => {
    const content = numbered(5000, (n) => `key${n} value ${n}`)
    for (const session of ['oneshot', 'prompt'] as const) {
      await using relay = await Relay.before(haproxy)
      const report = await sync({haproxy, map: 'one.map', content, through: relay}, {session, strategy: 'replace'})
      const loading = relay.requests.filter((request) => request.includes(`add map @${report.version} `))
      expect(loading.length).toBe(session === 'prompt' ? 1 : report.chunks)
      if (session === 'prompt') expect(loading[0]).toMatch(['2.6', '3.0'].includes(version) ? /^prompt\n/ : /^prompt i\n/)
      expect(await haproxy.dump('one.map')).toEqual(loaded(content))
    }
  })

  test('that are slow are spared by a session, unless asked otherwise', async () => {
    await using relay = await Relay.before(haproxy, {
      before: () =>
        new Promise((resolve) => {
          setTimeout(resolve, 5)
        }),
    })
    const content = numbered(3000, (n) => `key${n} value ${n}`)
    const report = await sync({haproxy, map: 'one.map', content, through: relay}, {strategy: 'replace'})
    expect(report.chunks).toBeGreaterThan(1)
    expect(relay.requests.filter((request) => request.includes(`add map @${report.version} `)).length).toBe(1)
  })

  test('of a session are written ahead of their answers, not one by one', async () => {
    const written = (): number => Math.max(...relay.talks.map(({request}) => request.split('add map @').length - 1))
    await using relay: Relay = await Relay.before(haproxy, {
      // nothing is answered before three payloads are here; a client that waits for each answer would send one
      before: (request) => (request.includes('add map @') ? expect.poll(written, {timeout: 5000}).toBeGreaterThanOrEqual(3) : undefined),
    })
    const content = numbered(5000, (n) => `key${n} ahead ${n}`)
    await sync({haproxy, map: 'one.map', content, through: relay}, {session: 'prompt', strategy: 'replace', chunkSize: 8000})
    expect(await haproxy.dump('one.map')).toEqual(loaded(content))
  })

  test('bring it over TCP as well', async () => {
    const content = numbered(3000, (n) => `key${n} over TCP`)
    for (const session of ['oneshot', 'prompt'] as const) {
      await sync({haproxy, map: 'one.map', content, through: {socket: `tcp://${haproxy.tcpAddress}`}}, {session, strategy: 'replace'})
      expect(await haproxy.dump('one.map')).toEqual(loaded(content))
    }
  })
})
