import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {HactlError} from '../../src/index.ts'
import {addMap} from '../../src/protocol/commands/map/add-map.ts'
import {MapReference, maps} from '../../src/protocol/commands/map/reference.ts'
import {line} from '../../src/protocol/line.ts'
import {readable, wireText, word} from '../../src/protocol/word.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {runs} from './runs.ts'
import {anyWord, blankless, oddWords} from './words.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Longer than any answer takes, far below the timeout of a command that waits for a payload. ms */
const deadline = 3000

describe.each(lab.versions)('a word reaches HAProxy %s as it is', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': ''}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  /** As key and as value, the last word of the line. */
  async function stored(key: string, value: string) {
    await haproxy.exchange(`clear map ${haproxy.file('big.map')}`)
    const answer = await haproxy.exchange(line(addMap.encode(new MapReference(maps, haproxy.file('big.map')), latin1(key), latin1(value))), {deadline})
    return {answer: String(answer), entries: await haproxy.dump('big.map')}
  }

  test.each(oddWords)('%j as a value', async (value) => {
    expect(await stored('key', value)).toEqual({answer: '\n', entries: [['key', value]]})
  })

  test('any word as a value', async () => {
    await fc.assert(
      fc.asyncProperty(blankless, anyWord, async (key, value) => {
        expect(await stored(key, value)).toEqual({answer: '\n', entries: [[key, value]]})
      }),
      runs(60),
    )
  })

  test('any word as a key, blanks in it too, for traffic', async () => {
    await fc.assert(
      fc.asyncProperty(anyWord, async (key) => {
        await stored(key, 'found')
        expect([key, await haproxy.lookup('big.map', key)]).toEqual([key, 'found'])
      }),
      runs(40),
    )
  })

  test.runIf(Number(version) >= 3.2)('any word echoed', async () => {
    await fc.assert(
      fc.asyncProperty(anyWord, anyWord, async (one, other) => {
        const answer = await haproxy.exchange(line(`echo ${word(latin1(one))} ${word(latin1(other))}`), {deadline})
        expect(answer.toString('latin1')).toBe(`${one} ${other}\n\n`)
      }),
      runs(60),
    )
  })
})

describe('a word', () => {
  test.each(['', 'a\0b', 'a\nb', 'a\rb', '\n'])('that no command line can carry is refused: %j', (text) => {
    const refusal = (() => {
      try {
        return word(text)
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(HactlError)
    expect(refusal).toMatchObject({code: 'word-invalid', exit: 2})
    expect((refusal as HactlError).hint ?? '').not.toContain('map')
  })

  test('that means nothing special stays as it is', () => {
    for (const plain of ['a', '/etc/haproxy/big.map', '#0', '@1', 'a=b', '"quoted"', 'a<b', '1.2.3.4/8']) expect(word(plain)).toBe(plain)
  })

  test('becomes bytes and text again, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({unit: 'binary'}), (bytes, text) => {
        expect(Buffer.from(wireText(bytes), 'latin1').equals(bytes)).toBe(true)
        expect(readable(wireText(text))).toBe(Buffer.from(text).toString())
      }),
      runs(100),
    )
  })

  test('of a part of a larger buffer is that part', () => {
    expect(wireText(Buffer.from('abcdef').subarray(2, 4))).toBe('cd')
  })
})
