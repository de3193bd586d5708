import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {type Entry, failureOf, leavingAlone, linesOf, runs, sync} from './support.ts'

const keysOf = (rows: readonly Entry[]) => rows.map(([key]) => key)
const firstOnly = (rows: Entry[]) => rows.filter(([key], index) => keysOf(rows).indexOf(key) === index)
const lastOnly = (rows: Entry[]) => rows.filter(([key], index) => keysOf(rows).lastIndexOf(key) === index)

const rows: fc.Arbitrary<Entry[]> = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(99).map(String)), {minLength: 1, maxLength: 12})

describe.each(lab.since('2.4'))('keys that stand twice in a file for HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'old entry\n'}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each([
    ['keep', (all: Entry[]) => all],
    ['first', firstOnly],
    ['last', lastOnly],
  ] as const)('are treated as asked: %s', async (onDuplicate, expected) => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const report = await sync({haproxy, map: 'big.map', content: linesOf(given)}, {onDuplicate, strategy: 'replace'})
        expect(await haproxy.dump('big.map')).toEqual(expected(given))
        expect(report.entries).toBe(expected(given).length)
      }),
      runs(10),
    )
  })

  test('are kept unless asked, as HAProxy keeps them', async () => {
    await sync({haproxy, map: 'big.map', content: 'a 1\na 2\na 1\n'})
    expect(await haproxy.dump('big.map')).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['a', '1'],
    ])
    expect(await haproxy.lookup('big.map', 'a')).toBe('1')
  })

  test('are an error when asked, naming the line of the second, and nothing is sent', async () => {
    const content = '# comment\na 1\nb 2\n\na 1\nb 3\n'
    const failure = await leavingAlone(haproxy, 'big.map', () => failureOf(sync({haproxy, map: 'big.map', content}, {onDuplicate: 'error'})))
    expect(failure).toMatchObject({code: 'key-duplicate', exit: 2})
    expect(failure.message).toMatch(/^new\.map:5: .*"a"/)
    expect(await sync({haproxy, map: 'big.map', content: 'a 1\nb 2\nA 1\n'}, {onDuplicate: 'error'})).toMatchObject({entries: 3})
  })

  test('are compared as they are sent: the same file with the same choice is no change', async () => {
    for (const onDuplicate of ['keep', 'first', 'last'] as const) {
      await sync({haproxy, map: 'big.map', content: 'a 1\nb 2\na 3\n'}, {onDuplicate, strategy: 'replace'})
      expect(await sync({haproxy, map: 'big.map', content: 'a 1\nb 2\na 3\n'}, {onDuplicate})).toMatchObject({strategy: 'none'})
    }
  })
})
