import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {maps} from '../../src/protocol/commands/map/reference.ts'
import {EntryBatch} from '../../src/protocol/entry-batch.ts'
import {mapText} from '../../src/protocol/map-text.ts'
import {loaded} from '../maps/loader.ts'
import {latin1} from './pieces.ts'
import {runs} from './runs.ts'

function batchOf(entries: readonly (readonly [string, string])[]): EntryBatch {
  const bytes = latin1(entries.map((entry) => entry.join('')).join(''))
  const batch = new EntryBatch(bytes, 1)
  let at = 0
  for (const [key, value] of entries) {
    batch.add(at, at + key.length, at + key.length, at + key.length + value.length, 0)
    at += key.length + value.length
  }
  return batch
}

const text = (entries: readonly (readonly [string, string])[], longest = 1000) => {
  const made = mapText(batchOf(entries), longest, maps)
  return Buffer.isBuffer(made) ? made.toString('latin1') : made
}

/** Blanks and ends of lines often, any byte but NUL now and then. */
const piece = fc.oneof(
  {weight: 3, arbitrary: fc.constantFrom('a', '#', ' ', '\t', '\n', '\r', '"', '\\', '\v', '\u00ff')},
  fc.integer({min: 1, max: 255}).map((code) => String.fromCharCode(code)),
)
const any = fc.array(piece, {maxLength: 4}).map((pieces) => pieces.join(''))

describe('the text of a map file', () => {
  test('is what HAProxy loads as these entries, or there is no such line', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(any, any), {maxLength: 4}), (entries) => {
        const made = text(entries)
        if (typeof made === 'string') expect(loaded(latin1(made))).toEqual(entries)
        // with a blank before it even a key that begins with # is one
        else expect(loaded(latin1(` ${entries[made.index]?.join(' ')}`))).not.toEqual([entries[made.index]])
      }),
      runs(2000),
    )
  })

  test('has one blank between key and value, none behind a key alone, and one before #', () => {
    expect(text([])).toBe('')
    expect(
      text([
        ['/a', 'be  a'],
        ['/b', ''],
        ['#', '# x'],
      ]),
    ).toBe('/a be  a\n/b\n # # x\n')
  })

  test('says which entry it cannot hold, and why', () => {
    const fine = ['k', 'v'] as const
    expect(text([fine, ['', 'v']])).toEqual({index: 1, why: 'its key is empty'})
    expect(text([['a\tb', 'v']])).toEqual({index: 0, why: 'its key holds a blank'})
    expect(text([['a\nb', 'v']])).toEqual({index: 0, why: 'its key holds a line feed'})
    expect(text([['k', 'v\r']])).toEqual({index: 0, why: 'its value holds a carriage return'})
    expect(text([['k', 'v\nw']])).toEqual({index: 0, why: 'its value holds a line feed'})
    expect(text([['k', ' v']])).toEqual({index: 0, why: 'its value begins with a blank'})
    expect(text([['k', 'v\t']])).toEqual({index: 0, why: 'its value ends with a blank'})
  })

  test('keeps each line within what HAProxy reads at once', () => {
    expect(text([['key', 'x'.repeat(6)]], 10)).toBe(`key ${'x'.repeat(6)}\n`)
    expect(text([['key', 'x'.repeat(7)]], 10)).toEqual({index: 0, why: 'its line would have 11 bytes, and HAProxy reads 10 at once'})
    expect(text([['#ey', 'x'.repeat(6)]], 10)).toEqual({index: 0, why: 'its line would have 11 bytes, and HAProxy reads 10 at once'})
  })
})
