import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {Chunk} from '../../src/protocol/chunk.ts'
import {PatternChunker} from '../../src/protocol/chunk-patterns.ts'
import {acls, MapReference} from '../../src/protocol/commands/map/reference.ts'
import {EntryBatch} from '../../src/protocol/entry-batch.ts'
import {runs} from './runs.ts'
import {anyWord} from './words.ts'

const acl = new MapReference(acls, '/etc/haproxy/big.acl')
const opening = 'add acl @7 /etc/haproxy/big.acl '

function batchOf(patterns: readonly string[]): EntryBatch {
  const batch = new EntryBatch(Buffer.from(patterns.join('\n'), 'latin1'))
  let at = 0
  for (const [index, {length}] of patterns.entries()) {
    batch.add(at, at + length, at + length, at + length, index + 1)
    at += length + 1
  }
  return batch
}

function chunksOf(patterns: readonly string[], rooms = {payload: 400, line: 500}, cuts: readonly number[] = []): Chunk[] {
  const chunker = new PatternChunker(acl, 7, rooms)
  const borders = [0, ...cuts.map((cut) => cut % (patterns.length + 1)).sort((a, b) => a - b), patterns.length]
  const full = borders.slice(1).flatMap((end, index) => chunker.push(batchOf(patterns.slice(borders[index], end))))
  return [...full, ...chunker.end()]
}

/** What HAProxy makes of a chunk, by its rules: payloads are cut at the first blank of a line, words of a command are unescaped. */
function read({payload, commands}: Chunk): string[] {
  const text = payload.toString('latin1')
  if (commands === 0) return text.match(/[^\n]*\n/g)?.map((line) => line.slice(0, line.search(/[ \t]/))) ?? []
  const split = text.slice(0, -1).match(/(?:\\[^]|[^;\\])+/g) ?? []
  expect(split).toHaveLength(commands)
  return split.map((command) => command.slice(opening.length).replaceAll(/\\([^])/g, '$1'))
}

/** Lists in which runs of patterns with blanks and of patterns without are long and short. */
const anyPatterns = fc
  .array(fc.tuple(fc.integer({min: 1, max: 40}), anyWord, fc.boolean()), {maxLength: 8})
  .map((parts) => parts.flatMap(([count, word, blank]) => Array.from({length: count}, () => (blank ? word : word.replaceAll(/[ \t]/g, '_')))))

describe('patterns in chunks', () => {
  test('are all there in their order, for any patterns in any batches', () => {
    fc.assert(
      fc.property(anyPatterns, fc.array(fc.nat(), {maxLength: 4}), (patterns, cuts) => {
        const chunks = chunksOf(patterns, undefined, cuts)
        expect(chunks.flatMap(read)).toEqual(patterns)
        expect(chunks.map(({entries}) => entries)).toEqual(chunks.map((chunk) => read(chunk).length))
      }),
      runs(300),
    )
  })

  test('keep to the room of a payload and of a line, unless one alone is longer', () => {
    fc.assert(
      fc.property(anyPatterns, fc.integer({min: 40, max: 300}), fc.integer({min: 60, max: 400}), (patterns, payload, line) => {
        for (const chunk of chunksOf(patterns, {payload, line})) {
          if (chunk.entries > 1) expect(chunk.payload.length).toBeLessThanOrEqual(chunk.commands === 0 ? payload : line)
        }
      }),
      runs(300),
    )
  })

  test('end in a blank where they are a payload: without it HAProxy joins them', () => {
    const [only, ...others] = chunksOf(Array.from({length: 40}, (_, index) => `p${index}`))
    expect(others).toEqual([])
    expect(only).toMatchObject({entries: 40, commands: 0})
    expect(only?.payload.toString()).toMatch(/^(?:p\d+ \n){40}$/)
  })

  test('go as one line of commands where few without a blank stand between those with one', () => {
    const chunks = chunksOf(['a b', 'c', 'd', 'e;f', 'g h'])
    expect(chunks.map(({payload}) => payload.toString())).toEqual([`${['a\\ b', 'c', 'd', 'e\\;f', 'g\\ h'].map((word) => `${opening}${word}`).join(';')}\n`])
  })

  test('never become words of a line when they hold a carriage return', () => {
    const chunks = chunksOf(['a b', 'c\r', 'd e'])
    expect(chunks.map(({commands, payload}) => [commands, payload.toString()])).toEqual([
      [1, `${opening}a\\ b\n`],
      [0, 'c\r \n'],
      [1, `${opening}d\\ e\n`],
    ])
  })
})
