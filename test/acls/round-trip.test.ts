import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {anyFile} from '../maps/arbitrary.ts'
import {bytes, numbered, runs} from '../maps/support.ts'
import {loadedPatterns, patternsIn, syncAcl} from './support.ts'

/** Runs of patterns with blanks and of patterns without, of lengths around what makes a payload of its own worth it. */
const anyRuns = fc
  .array(fc.tuple(fc.boolean(), fc.constantFrom(1, 2, 5, 31, 32, 33, 70)), {maxLength: 12})
  .map((lengths) =>
    lengths.map(([blank, length], run) => numbered(length, (index) => (blank ? `run ${run} \\;${index} ` : `run${run}\\;${index}<<x`))).join(''),
  )

const sessions = fc.constantFrom('oneshot' as const, 'prompt' as const)
const chunkSizes = fc.constantFrom(undefined, 200, 1000, 8192)

describe.each(lab.since('2.4'))('patterns synced into HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {acls: {'big.acl': 'old pattern\nold\n'}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test('come back as the file loader would have them, whatever bytes they hold', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, sessions, chunkSizes, async (text, session, chunkSize) => {
        const content = bytes(text)
        const report = await syncAcl({haproxy, acl: 'big.acl', content}, {strategy: 'replace', session, chunkSize, allowEmpty: true})
        expect(await patternsIn(haproxy, 'big.acl')).toEqual(loadedPatterns(content))
        expect(report.entries).toBe(loadedPatterns(content).length)
      }),
      runs(40),
    )
  })

  test('keep their order, however those with blanks and those without alternate', async () => {
    await fc.assert(
      fc.asyncProperty(anyRuns, sessions, chunkSizes, async (text, session, chunkSize) => {
        await syncAcl({haproxy, acl: 'big.acl', content: text}, {strategy: 'replace', session, chunkSize, allowEmpty: true})
        expect(await patternsIn(haproxy, 'big.acl')).toEqual(loadedPatterns(text))
      }),
      runs(30),
    )
  })

  test.each([
    ['without blanks', ''],
    ['with blanks', ' '],
  ])('%s fill a chunk to the last byte, or miss it by one, and none is lost', async (_, blank) => {
    const room = 16_384 - 32
    for (const size of [room / 8 - 60, room / 4 - 40, 8000].map(Math.floor))
      for (const off of [-1, 0, 1]) {
        const content = numbered(40, (index) => `${index}${blank}`.padEnd(size + off, 'x'))
        await syncAcl({haproxy, acl: 'big.acl', content}, {strategy: 'replace'})
        expect(await patternsIn(haproxy, 'big.acl')).toEqual(loadedPatterns(content))
      }
  })

  test('of which one does not fit in the buffer are refused with its line before anything is sent', async () => {
    for (const pattern of ['x'.repeat(16_330), `x ${'\\'.repeat(8200)}`]) {
      const before = [await patternsIn(haproxy, 'big.acl'), await haproxy.header('big.acl')]
      await expect(syncAcl({haproxy, acl: 'big.acl', content: `one\n${pattern}\n`})).rejects.toMatchObject({
        code: 'entry-too-long',
        exit: 2,
        message: expect.stringContaining('new.acl:2:'),
      })
      expect([await patternsIn(haproxy, 'big.acl'), await haproxy.header('big.acl')]).toEqual(before)
    }
  })
})
