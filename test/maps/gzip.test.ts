import {spawnSync} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {constants, gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type EntrySource, openFileSource, spool} from '../../src/index.ts'
import {loaded} from './loader.ts'
import {entriesIn, failureOf, numbered, patience, runs} from './support.ts'

const text = numbered(20, (n) => `/customers/${n} backend-${n % 7}`)

/** In pieces of this many bytes. */
async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

/** Both ways in: a spooled stream, and a file. */
describe.each(['stream', 'file'] as const)('gzip as a %s', (way) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hactl-gzip-'))
  })
  afterAll(() => rm(folder, {recursive: true}))

  async function open(content: Uint8Array, size = 7): Promise<EntrySource> {
    if (way === 'stream') return spool(pieces(content, size), 'standard input')
    const path = join(folder, 'a.map')
    await writeFile(path, content)
    return openFileSource(path)
  }
  async function entries(content: Uint8Array) {
    await using source = await open(content)
    const first = await entriesIn(source.entries())
    expect(await entriesIn(source.entries())).toEqual(first)
    return first
  }

  test('of any text means what the text means', async () => {
    const anyText = fc.array(fc.oneof(fc.constantFrom(0x0a, 0x20, 0x0d, 0x23, 0x1f, 0x8b), fc.integer({min: 1, max: 255})), {maxLength: 200})
    await fc.assert(
      fc.asyncProperty(anyText, async (bytes) => {
        const plain = Uint8Array.from(bytes)
        // what begins as gzip does is taken for it
        fc.pre(!(bytes[0] === 0x1f && (bytes.length === 1 || bytes[1] === 0x8b)))
        expect(await entries(gzipSync(plain))).toEqual(await entries(plain))
      }),
      runs(100),
    )
  })

  test('of several members is one text, a line across two of them as well', async () => {
    const half = Buffer.from(text).subarray(0, 133)
    const rest = Buffer.from(text).subarray(133)
    expect(String(half).endsWith('\n')).toBe(false)
    expect(await entries(Buffer.concat([gzipSync(half), gzipSync(''), gzipSync(rest)]))).toEqual(loaded(text))
    expect(await entries(Buffer.concat([gzipSync(text), Buffer.alloc(512)]))).toEqual(loaded(text))
  })

  test('that was cut anywhere is refused, and nothing of it is taken for a map', {timeout: patience}, async () => {
    const whole = gzipSync(text)
    for (let length = 1; length < whole.length; length += 1) {
      await using source = await open(whole.subarray(0, length))
      const failure = await failureOf(entriesIn(source.entries()))
      expect({length, code: failure.code, exit: failure.exit}).toEqual({length, code: 'source-corrupt', exit: 2})
      expect(failure.message).toContain(source.name)
    }
  })

  test('of two members that was cut in the second is refused, at each byte of it', {timeout: patience}, async () => {
    const [one, two] = [gzipSync(text), gzipSync('/more 1\n')]
    for (let length = 1; length < two.length; length += 1) {
      await using source = await open(Buffer.concat([one, two.subarray(0, length)]))
      expect({length, ...(await failureOf(entriesIn(source.entries())))}).toMatchObject({length, code: 'source-corrupt', exit: 2})
    }
  })

  test('with any one byte of its content changed is refused', {timeout: patience}, async () => {
    const whole = gzipSync(text)
    // of the header only the flags: the first three bytes make it gzip, the others say when and where it was made
    for (const at of [3, ...Array.from({length: whole.length - 10}, (_, index) => index + 10)]) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      await using source = await open(damaged)
      expect({at, ...(await failureOf(entriesIn(source.entries())))}).toMatchObject({at, code: 'source-corrupt', exit: 2})
    }
  })

  test.each([
    ['text', Buffer.from('/more 1\n')],
    ['zeros and then another member', Buffer.concat([Buffer.alloc(3), gzipSync('/more 1\n')])],
  ])('behind which stands %s is refused: it would be lost in silence', async (_, tail) => {
    await using source = await open(Buffer.concat([gzipSync(text), tail]))
    expect(await failureOf(entriesIn(source.entries()))).toMatchObject({code: 'source-corrupt', exit: 2})
  })

  test('of 80 MB of text is read in little memory', {timeout: patience}, async () => {
    const zeros = gzipSync(Buffer.alloc(8 << 20, '/customers/1 backend\n'), {level: constants.Z_BEST_SPEED})
    await using source = await open(Buffer.concat(Array.from({length: 10}, () => zeros)), 1 << 20)
    global.gc?.()
    const before = process.memoryUsage().rss
    let most = 0
    let count = 0
    for await (const batch of source.entries()) {
      count += batch.count
      most = Math.max(most, process.memoryUsage().rss - before)
    }
    expect(count).toBeGreaterThan(3_900_000)
    expect(most).toBeLessThan(100 << 20)
  })

  test('that gzip itself has made is read', async () => {
    const made = spawnSync('gzip', ['-9', '-c'], {input: text})
    expect(made.status).toBe(0)
    expect(await entries(made.stdout)).toEqual(loaded(text))
  })
})
