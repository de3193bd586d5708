import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {anyFile, fileNear, nearChunkEnd} from './arbitrary.ts'
import {loaded} from './loader.ts'
import {bytes, runs, sync} from './support.ts'

/** Bytes of payload in a chunk: what the usual buffer has room for, and sizes that the lines divide. */
const chunkSizes = [undefined, 8192, 4096, 16_000]

describe.each(lab.since('2.4'))('a file synced into HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'old entry\n', 'near.map': 'old entry\n'}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test('comes back as the file loader would have it, whatever bytes it holds', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.constantFrom('oneshot' as const, 'prompt' as const), async (text, session) => {
        const content = bytes(text)
        const report = await sync({haproxy, map: 'big.map', content}, {strategy: 'replace', session, allowEmpty: true})
        expect(await haproxy.dump('big.map')).toEqual(loaded(content))
        expect(report.entries).toBe(loaded(content).length)
      }),
      runs(30),
    )
  })

  test('loses nothing where its lines fill a chunk to the last byte, or miss it by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...chunkSizes), nearChunkEnd, async (chunkSize, near) => {
        const content = fileNear(chunkSize ?? 16_384 - 32 - `add map @1 ${haproxy.file('near.map')} <<~123456`.length, near)
        await sync({haproxy, map: 'near.map', content}, {strategy: 'replace', chunkSize})
        expect(await haproxy.dump('near.map')).toEqual(loaded(content))
      }),
      runs(10),
    )
  })
})
