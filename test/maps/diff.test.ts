import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type DiffLine, type DiffOptions, diffMap} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {naiveChanges, naiveCounts} from './naive.ts'
import {bytes, connect, type Entry, leavingAlone, linesOf, numbered, runs, sourceOf, sync} from './support.ts'

const row = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.constantFrom('1', '2', '3 4'))
const rows: fc.Arbitrary<Entry[]> = fc.array(row, {maxLength: 14})
const unique = fc.uniqueArray(row, {selector: ([key]) => key, maxLength: 7})

const textOf = (bytesOf: Uint8Array | undefined): string => Buffer.from(bytesOf ?? []).toString('latin1')

/** As the naive model words it. */
function worded({kind, key, was, value}: DiffLine): string {
  return [
    kind,
    textOf(key),
    ...(kind === 'added' ? [textOf(value)] : kind === 'removed' ? [textOf(was)] : kind === 'changed' ? [textOf(was), textOf(value)] : []),
  ].join(' ')
}

describe.each(lab.since('2.4'))('a diff with HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'str.map': '', 'reg.map': {match: 'reg', content: ''}, 'int.map': {match: 'int', content: ''}}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  async function diff(map: string, content: string | Buffer, options: DiffOptions = {}): Promise<{lines: string[]; difference: unknown}> {
    await using source = await sourceOf(content)
    const {difference, lines} = await diffMap(await connect(haproxy), source, {map: haproxy.file(map), ...options})
    const found: string[] = []
    for await (const batch of lines) found.push(...batch.map(worded))
    return {lines: found, difference}
  }

  test.each(['str.map', 'reg.map'])('tells each change once, as comparing key by key does: %s', async (map) => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (before, after) => {
        await sync({haproxy, map, content: linesOf(before)}, {strategy: 'replace', allowEmpty: true})
        const {lines, difference} = await diff(map, linesOf(after))
        expect(lines.filter((line) => !line.startsWith('moved ')).sort()).toEqual(naiveChanges(before, after).sort())
        expect(difference).toMatchObject({...naiveCounts(before, after), sourceEntries: after.length, runningEntries: before.length})
      }),
      runs(25),
    )
  })

  test('tells of entries that stand elsewhere where order means something, or when asked; never otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(unique, fc.infiniteStream(fc.nat()), async (before, random) => {
        const after = before
          .map((entry) => [random.next().value as number, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry)
        const moved = after.some(([key], index) => key !== before[index]?.[0])
        for (const [map, options, told] of [
          ['str.map', {}, false],
          ['str.map', {order: true}, moved],
          ['reg.map', {}, moved],
        ] as const) {
          await sync({haproxy, map, content: linesOf(before)}, {strategy: 'replace', allowEmpty: true})
          const {lines} = await diff(map, linesOf(after), options)
          expect(lines.every((line) => /^moved [a-g]$/.test(line))).toBe(true)
          expect({map, told: lines.length > 0}).toEqual({map, told})
        }
      }),
      runs(12),
    )
  })

  test('tells of another order where ranges or equal keys make it mean something', async () => {
    for (const [map, before, after] of [
      ['int.map', '1-10 a\n5-20 b\n', '5-20 b\n1-10 a\n'],
      ['str.map', '/b x\n/a 1\n/a 2\n/c y\n', '/c y\n/a 1\n/a 2\n/b x\n'],
    ] as const) {
      await sync({haproxy, map, content: before}, {strategy: 'replace'})
      const {lines} = await diff(map, after)
      expect(lines.length).toBeGreaterThan(0)
      expect(lines.filter((line) => !line.startsWith('moved '))).toEqual([])
      expect(await sync({haproxy, map, content: after}, {dryRun: true})).toMatchObject({strategy: 'replace'})
    }
  })

  test('keeps bytes as they are', async () => {
    await sync({haproxy, map: 'str.map', content: bytes('caf\u00e9 old \u00ff\nsame \u0080\n')}, {strategy: 'replace'})
    expect((await diff('str.map', bytes('caf\u00e9 new \u00fe\nsame \u0080\n\u00c3\u00a9 <<\n'))).lines).toEqual([
      'changed caf\u00e9 old \u00ff new \u00fe',
      'added \u00c3\u00a9 <<',
    ])
  })

  test('stands in the order of the file, where that is possible', async () => {
    await sync({haproxy, map: 'str.map', content: 'a 1\nb 2\nc 3\nd 4\n'}, {strategy: 'replace'})
    expect((await diff('str.map', 'a 1\nx 9\nb 5\nd 4\n')).lines).toEqual(['added x 9', 'changed b 2 5', 'removed c 3'])
  })

  test('changes nothing, and agrees with what a sync would do', async () => {
    const content = 'a 1\nb 2\nc 3\n'
    await sync({haproxy, map: 'str.map', content}, {strategy: 'replace'})
    for (const other of [content, 'c 3\nb 2\na 1\n', 'a 1\nb 3\n', 'a 1\na 1\nb 2\nc 3\n']) {
      const {difference, lines} = await leavingAlone(haproxy, 'str.map', () => diff('str.map', other))
      const plan = await sync({haproxy, map: 'str.map', content: other}, {dryRun: true})
      expect(difference).toMatchObject({same: plan.strategy === 'none', added: plan.added, changed: plan.changed, removed: plan.removed})
      expect(lines.length > 0).toBe(plan.strategy !== 'none')
    }
  })

  test('treats keys that stand twice as asked', async () => {
    await sync({haproxy, map: 'str.map', content: 'a 1\nb 2\n'}, {strategy: 'replace'})
    expect((await diff('str.map', 'a 1\nb 2\na 3\n', {onDuplicate: 'keep'})).lines).toEqual(['added a 3'])
    expect((await diff('str.map', 'a 1\nb 2\na 3\n', {onDuplicate: 'first'})).lines).toEqual([])
    expect((await diff('str.map', 'a 1\nb 2\na 3\n', {onDuplicate: 'last'})).lines).toEqual(['changed a 1 3'])
  })

  test('comes in pieces, and may be left in the middle', async () => {
    await sync({haproxy, map: 'str.map', content: numbered(20_000, (n) => `key${n} old`)}, {strategy: 'replace'})
    const client = await connect(haproxy)
    await using source = await sourceOf(numbered(20_000, (n) => `key${n} new`))
    // HAProxy has ten slots for connections: none may stay taken
    for (let times = 0; times < 25; times += 1) {
      const {lines} = await diffMap(client, source, {map: haproxy.file('str.map')})
      for await (const batch of lines) {
        expect(batch.length).toBeGreaterThan(0)
        expect(batch.length).toBeLessThan(20_000)
        break
      }
    }
    expect(String(await haproxy.exchange('show cli level'))).toBe('admin\n\n')
  })
})
