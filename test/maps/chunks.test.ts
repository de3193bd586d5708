import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'
import {type Command, Relay} from './relay.ts'
import {connect, numbered, sync} from './support.ts'

const sizes = [4096, 8192, 16_384, 65_536]

/** Those of the version that was committed: another one may hold an entry that clears the pattern cache. */
function payloadsOf(relay: Relay): Command[] {
  const payloads = relay.commands.filter(({payload}) => payload !== undefined)
  return payloads.filter(({line}) => line === payloads.at(-1)?.line)
}

/** Lines of all lengths up to 250 bytes, two buffers full. */
const content = (bufferSize: number): string => numbered(Math.ceil((2.5 * bufferSize) / 130), (index) => `key${index} `.padEnd(10 + ((index * 37) % 240), 'v'))

describe.each(lab.since('2.4'))('payloads to HAProxy %s', (version) => {
  describe.each(sizes)('with tune.bufsize %i', (bufsize) => {
    test('never fill the buffer, fill it well, and arrive whole however they are cut on the way', async () => {
      await using haproxy = await lab.start(version, {bufsize, maps: {'big.map': 'old entry\n', 'small.map': ''}})
      expect((await connect(haproxy)).bufferSize).toBe(bufsize)
      for (const session of ['oneshot', 'prompt'] as const) {
        for (const pieces of [undefined, 5000, 1447]) {
          await using relay = await Relay.before(haproxy, {pieces, pause: 1})
          const report = await sync({haproxy, map: 'big.map', content: content(bufsize), through: relay}, {session, strategy: 'replace'})
          expect(await haproxy.dump('big.map')).toEqual(loaded(content(bufsize)))
          const payloads = payloadsOf(relay)
          expect(payloads.map(({payload = ''}) => payload).join('')).toBe(content(bufsize))
          expect({chunks: report.chunks, bytes: report.bytes}).toEqual({chunks: payloads.length, bytes: content(bufsize).length})
          for (const {size} of payloads) expect(size).toBeLessThanOrEqual(bufsize - 32)
          for (const {size} of payloads.slice(0, -1)) expect(size).toBeGreaterThan(bufsize - 32 - 260)
          if (session === 'oneshot') expect(relay.requests.map((request) => request.length)).toEqual(expect.arrayContaining(payloads.map(({size}) => size)))
        }
      }
    })

    test('take one entry that fills the buffer to the last byte that is allowed', async () => {
      await using haproxy = await lab.start(version, {bufsize, maps: {'big.map': 'old entry\n'}})
      await using relay = await Relay.before(haproxy, {pieces: 4096, pause: 1})
      const frame = `add map @4294967295 ${haproxy.file('big.map')} <<\n\n`.length + (version === '2.6' ? 0 : 14)
      const full = `k ${'x'.repeat(bufsize - 32 - frame - 3)}\n`
      await sync({haproxy, map: 'big.map', content: `a 1\n${full}b 2\n`, through: relay})
      expect(await haproxy.dump('big.map')).toEqual(loaded(`a 1\n${full}b 2\n`))
      for (const {size} of payloadsOf(relay)) expect(size).toBeLessThanOrEqual(bufsize - 32)
    })
  })

  test('keep to --chunk-size, but never pass the buffer for it', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'old entry\n'}})
    for (const chunkSize of [100, 1000, 1_000_000]) {
      await using relay = await Relay.before(haproxy)
      await sync({haproxy, map: 'big.map', content: numbered(2000, (index) => `key${index} value`), through: relay}, {chunkSize, strategy: 'replace'})
      expect((await haproxy.dump('big.map')).length).toBe(2000)
      for (const {payload = '', size} of payloadsOf(relay)) expect([payload.length <= chunkSize, size <= 16_384 - 32]).toEqual([true, true])
    }
  })
})
