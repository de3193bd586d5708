import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {naiveCounts} from './naive.ts'
import {type Entry, linesOf, runs, sync} from './support.ts'

const row = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.constantFrom('1', '2', '3'))
const rows: fc.Arbitrary<Entry[]> = fc.array(row, {minLength: 1, maxLength: 12})

/** Like the first, but for a few lines: what a real change looks like. */
const edited = rows.chain((before) =>
  fc.tuple(
    fc.constant(before),
    fc.array(fc.record({at: fc.nat(12), remove: fc.boolean(), insert: fc.option(row)}), {maxLength: 3}).map((edits) => {
      const after = [...before]
      for (const {at, remove, insert} of edits) after.splice(at, remove ? 1 : 0, ...(insert ? [insert] : []))
      return after.length > 0 ? after : before
    }),
  ),
)

describe.each(lab.since('2.4'))('the counts of a plan for HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'str.map': '', 'reg.map': {match: 'reg', content: ''}}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each(['str.map', 'reg.map'])('are those that counting key by key gives, duplicates in their order: %s', async (map) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(edited, fc.tuple(rows, rows)), async ([before, after]) => {
        await sync({haproxy, map, content: linesOf(before)}, {strategy: 'replace'})
        const {added, changed, removed, entries} = await sync({haproxy, map, content: linesOf(after)}, {dryRun: true})
        expect({added, changed, removed, entries}).toEqual({...naiveCounts(before, after), entries: after.length})
        const done = await sync({haproxy, map, content: linesOf(after)})
        expect({added: done.added, changed: done.changed, removed: done.removed}).toEqual(naiveCounts(before, after))
        expect(naiveCounts(await haproxy.dump(map), after)).toEqual({added: 0, changed: 0, removed: 0})
      }),
      runs(20),
    )
  })

  test('are exact for tens of thousands of entries in another order', async () => {
    const before = Array.from({length: 20_000}, (_, n): Entry => [`key${n}`, `value ${n}`])
    const after = Array.from({length: 20_000}, (_, n): Entry => [`key${n + 100}`, n % 1000 === 0 ? 'changed' : `value ${n + 100}`]).toReversed()
    await sync({haproxy, map: 'str.map', content: linesOf(before)}, {strategy: 'replace'})
    const report = await sync({haproxy, map: 'str.map', content: linesOf(after)})
    expect(report).toMatchObject({...naiveCounts(before, after), entries: 20_000, strategy: 'replace'})
    expect(naiveCounts(before, after)).toEqual({added: 100, changed: 20, removed: 100})
    expect(await haproxy.dump('str.map')).toEqual(after)
  })
})
