import fc from 'fast-check'
import {expect, test} from 'vitest'
import {pairEntries, TooFarApart} from '../../src/maps/patch-pairs.ts'
import {EntryBatch} from '../../src/protocol/entry-batch.ts'
import type {Entry} from '../haproxy/lab.ts'
import {sorted} from './patch.ts'
import {bytes, runs} from './support.ts'

/** Entries in batches of any size, empty ones too. */
async function* batches(entries: readonly Entry[], sizes: readonly number[]): AsyncGenerator<EntryBatch, void> {
  for (let from = 0, turn = 0; from < entries.length; turn += 1) {
    const some = entries.slice(from, from + (sizes[turn % sizes.length] ?? 1))
    const batch = new EntryBatch(bytes(some.map(([key, value]) => `${key} ${value}\n`).join('')))
    let at = 0
    for (const [key, value] of some) {
      batch.add(at, at + key.length, at + key.length + 1, at + key.length + 1 + value.length, 0)
      at += key.length + value.length + 2
    }
    yield batch
    from += some.length
  }
}

const key = fc.integer({min: 0, max: 30}).map((n) => `k${n}`)
const value = fc.constantFrom('', 'a', 'b', 'long value')
const source = fc.uniqueArray(fc.tuple(key, value), {selector: ([name]) => name, maxLength: 30})
/** Mostly what the source has, in its order, with some gone, changed, put elsewhere or put in. */
const edits = fc.array(fc.record({at: fc.nat({max: 30}), take: fc.nat({max: 2}), put: fc.array(fc.tuple(key, value), {maxLength: 2})}), {maxLength: 6})
const sizes = fc.array(fc.integer({min: 0, max: 7}), {minLength: 1, maxLength: 4}).map((all) => [...all, 1])

test('what differs, carried out, makes the one side the other, whatever stands where', async () => {
  await fc.assert(
    fc.asyncProperty(source, edits, sizes, sizes, async (wanted, changes, some, others) => {
      const running: Entry[] = wanted.map(([name, its]) => [name, its])
      for (const {at, take, put} of changes) running.splice(at, take, ...put)
      const {difference, lines} = await pairEntries(batches(wanted, some), batches(running, others))
      const now = [...running]
      const indexOf = (name: string, its: string): number => now.findIndex(([each, other]) => each === name && other === its)
      for (const {kind, key: name, was, value: its} of lines) {
        const [text, before, after] = [name, was, its].map((part) => Buffer.from(part ?? []).toString('latin1')) as [string, string, string]
        const at = kind === 'added' ? now.length : indexOf(text, before)
        expect(at).toBeGreaterThanOrEqual(0)
        now.splice(at, kind === 'added' ? 0 : 1, ...(kind === 'removed' ? [] : [[text, after] as Entry]))
      }
      expect(sorted(now)).toEqual(sorted(wanted))
      const count = (wished: string): number => lines.filter(({kind}) => kind === wished).length
      expect(difference).toEqual({
        same: lines.length === 0,
        sourceEntries: wanted.length,
        runningEntries: running.length,
        added: count('added'),
        changed: count('changed'),
        removed: count('removed'),
        orderMatters: false,
      })
      // nothing is told twice: a key of the source is added or changed, once at most
      const told = lines.filter(({kind}) => kind !== 'removed').map(({key: name}) => Buffer.from(name).toString('latin1'))
      expect(new Set(told).size).toBe(told.length)
      if (sorted(running).join('\n') === sorted(wanted).join('\n')) expect(lines).toEqual([])
    }),
    runs(500),
  )
})

test('two sides that have nothing in common are too far apart', async () => {
  const many = (name: string): Entry[] => Array.from({length: 60_000}, (_, index) => [`${name}${index}`, 'v'])
  await expect(pairEntries(batches(many('a'), [1000]), batches(many('b'), [999]))).rejects.toThrow(TooFarApart)
})
