import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {EntryBatch} from '../../src/index.ts'
import {compare} from '../../src/maps/compare.ts'
import {guardChange} from '../../src/maps/guards.ts'
import {matchKindOf} from '../../src/maps/match-kind.ts'
import {SortedCount} from '../../src/maps/sorted-count.ts'
import {MapReference, maps} from '../../src/protocol/commands/map/reference.ts'
import {naiveCounts} from './naive.ts'
import {type Entry, failureOf, linesOf, numbered, patience, runs, sourceOf} from './support.ts'

const str = matchKindOf([{type: 'str', caseSensitive: true, found: false}], maps)

async function* batchesOf(entries: readonly Entry[], size = 5): AsyncGenerator<EntryBatch> {
  for (let at = 0; at < entries.length; at += size) {
    await using source = await sourceOf(linesOf(entries.slice(at, at + size)))
    yield* source.entries()
  }
}

async function counted(before: readonly Entry[], after: readonly Entry[], run: number) {
  await using sorted = new SortedCount(run)
  for await (const batch of batchesOf(after)) await sorted.add('source', batch, 0)
  for await (const batch of batchesOf(before)) await sorted.add('running', batch, 0)
  return await sorted.counts()
}

const row: fc.Arbitrary<Entry> = fc.tuple(
  fc.oneof(
    fc.constantFrom('a', 'b', 'c'),
    fc.nat(30).map((n) => `/customers/${n}`),
  ),
  fc.constantFrom('1', '2', 'three'),
)
const rows = fc.array(row, {maxLength: 60})

test('what sorted runs count is what counting key by key gives, however many runs there are', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.integer({min: 1, max: 40}), async (before, after, run) => {
      const {same, ...counts} = await counted(before, after, run)
      expect(counts).toEqual(naiveCounts(before, after))
      expect(same + counts.changed + counts.removed).toBe(before.length)
    }),
    runs(150),
  )
})

test('a comparison beyond its limit counts in sorted files what it counts in memory', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.nat(10), async (before, after, countLimit) => {
      const options = {countLimit, again: () => batchesOf(after, 3)}
      const {same, orderMatters, ...sorted} = await compare(batchesOf(after), batchesOf(before), str, options)
      const inMemory = await compare(batchesOf(after), batchesOf(before), str, {countLimit: Number.POSITIVE_INFINITY})
      expect(sorted).toMatchObject({...naiveCounts(before, after), sourceEntries: after.length, runningEntries: before.length})
      // what is not remembered cannot be found alike in another order: then it is sent, which is right, too
      expect({...inMemory, same, orderMatters}).toEqual({...sorted, same, orderMatters})
      if (same) expect(inMemory.same).toBe(true)
      if (!orderMatters) expect(inMemory.orderMatters).toBe(false)
    }),
    runs(150),
  )
})

test('hundreds of thousands of entries in many runs, more than a block of each', {timeout: patience}, async () => {
  const count = 120_000
  const line = (n: number, value: string): string => `/customers/${n} ${value}`
  const text = numbered(count, (n) => line(n, `backend-${n % 7}`))
  const other = numbered(count, (n) => line(count + 99 - n, (count + 99 - n) % 1000 === 1 ? 'changed' : `backend-${(count + 99 - n) % 7}`))
  await using source = await sourceOf(other)
  await using running = await sourceOf(text)
  await using sorted = new SortedCount(10_000)
  for await (const batch of source.entries()) await sorted.add('source', batch, 0)
  for await (const batch of running.entries()) await sorted.add('running', batch, 0)
  expect(await sorted.counts()).toEqual({added: 100, removed: 100, changed: 119, same: count - 219})
})

test('nothing lies in TMPDIR, neither while it counts nor after', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hactl-sorted-'))
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const entries = [...Array(50).keys()].map((n): Entry => [`k${n}`, 'v'])
    await using sorted = new SortedCount(2)
    for await (const batch of batchesOf(entries)) {
      await sorted.add('source', batch, 0)
      expect(await readdir(folder)).toEqual([])
    }
    expect(await sorted.counts()).toEqual({added: 50, changed: 0, removed: 0, same: 0})
    expect(await readdir(folder)).toEqual([])
  } finally {
    process.env.TMPDIR = before
    if (before === undefined) delete process.env.TMPDIR
    await rm(folder, {recursive: true})
  }
})

test('a TMPDIR that is not there is told, and nothing is counted wrong', async () => {
  await using source = await sourceOf('/a 1\n/b 2\n/c 3\n')
  const before = process.env.TMPDIR
  process.env.TMPDIR = join(tmpdir(), 'hactl-there-is-no-such-folder')
  try {
    await using sorted = new SortedCount(1)
    const adding = async () => {
      for await (const batch of source.entries()) await sorted.add('source', batch, 0)
    }
    expect(await failureOf(adding())).toMatchObject({code: 'spool-failed', exit: 2})
  } finally {
    process.env.TMPDIR = before
    if (before === undefined) delete process.env.TMPDIR
  }
})

test.each([
  [29, 29, 100, true],
  [30, 29, 100, false],
  [57, 0.57, 10_000, true],
  [58, 0.57, 10_000, false],
  [1, 0, 10_000_000, false],
  [0, 0, 10_000_000, true],
  [3_333_333, 33.333_33, 10_000_000, true],
  [3_333_334, 33.333_33, 10_000_000, false],
  [5, 0, 0, true],
  [20_000_000, 200, 10_000_000, true],
])('%d changes with a limit of %d percent of %d entries are allowed: %s', (added, percent, runningEntries, allowed) => {
  const difference = {same: false, sourceEntries: added, runningEntries, added, changed: 0, removed: 0, orderMatters: false}
  const guard = () => guardChange(new MapReference(maps, 'big.map'), difference, {allowEmpty: false, maxChange: {percent}})
  if (allowed) guard()
  else expect(guard).toThrow(expect.objectContaining({code: 'too-much-change', exit: 2}))
})
