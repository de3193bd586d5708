import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {DumpReader} from '../../src/protocol/commands/map/dump.ts'
import {maps} from '../../src/protocol/commands/map/reference.ts'
import {pairsOf} from './batches.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'
import {cuts, latin1, places} from './pieces.ts'
import {runs} from './runs.ts'

type Pair = [key: string, value: string]

function read(pieces: readonly Buffer[]) {
  const reader = new DumpReader(maps)
  const batches = pieces.map((piece) => reader.push(piece))
  const {batch, reply} = reader.end()
  return {entries: pairsOf([...batches, batch]), text: reply.text, complete: reply.complete}
}

const byte = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom('a', 'b', '0', 'x', ';', '\\', '"', '0x1f', '\u00ff')},
  fc.integer({min: 1, max: 255}).map((code) => String.fromCharCode(code)),
)
const text = (maxLength: number) => fc.array(byte, {maxLength}).map((parts) => parts.join(''))

/** A key as `add map` can make it: without blanks in it, for they could not be told from the one behind it. */
const plainKey = text(6).map((given) => given.replaceAll(/[ \n]/g, '') || 'k')
const withFeeds = fc.tuple(plainKey, plainKey).map(([one, other]) => `${one}\n${other}`)
const value = text(10).map((given) => given.replaceAll('\n', ''))
const valueWithFeed = fc.tuple(value, value).map(([one, other]) => `${one || 'v'}\n${other || 'v'}`)

/** No line of an entry may look like the next entry: HAProxy does not tell them apart either. */
const looksLikeEntry = /^0x[0-9a-f]+ /m
const pair: fc.Arbitrary<Pair> = fc
  .tuple(fc.oneof({weight: 4, arbitrary: plainKey}, withFeeds), fc.oneof({weight: 4, arbitrary: value}, valueWithFeed))
  .filter((given) => !looksLikeEntry.test(given.join(' ').replace(/^.*/, '')))

const pointer = fc.bigInt({min: 0x1000n, max: 2n ** 64n - 1n}).map((address) => `0x${address.toString(16)}`)
const dump = fc.array(fc.tuple(pointer, pair), {maxLength: 20})
const onTheWire = (rows: readonly [string, Pair][]): string => `${rows.map(([address, [key, its]]) => `${address} ${key} ${its}\n`).join('')}\n`

describe('a dump of a map', () => {
  test('means the same in one piece, byte by byte, and cut anywhere', () => {
    fc.assert(
      fc.property(dump, places, (rows, at) => {
        const expected = {entries: rows.map(([, entry]) => entry), text: '', complete: true}
        for (const pieces of cuts(latin1(onTheWire(rows)), at)) expect(read(pieces)).toEqual(expected)
      }),
      runs(150),
    )
  })

  test('that was cut is never taken for a whole one', () => {
    fc.assert(
      fc.property(dump, fc.nat(), places, (rows, place, at) => {
        const wire = onTheWire(rows)
        const whole = latin1(wire.slice(0, place % wire.length))
        for (const pieces of cuts(whole, at)) {
          const {entries, text: said, complete} = read(pieces)
          expect(complete && said === '').toBe(false)
          expect(rows.map(([, entry]) => entry).slice(0, entries.length)).toEqual(entries)
        }
      }),
      runs(200),
    )
  })

  test('of nothing is a blank line', () => {
    expect(read([latin1('\n')])).toEqual({entries: [], text: '', complete: true})
    expect(read([])).toEqual({entries: [], text: '', complete: false})
  })

  test('tells what HAProxy said instead of it', () => {
    for (const said of ['Unknown map identifier. Please use #<id> or <file>.\n', 'Permission denied\n', 'Unknown command: ...\n  help\n  quit\n']) {
      for (const pieces of cuts(latin1(`${said}\n`), [3])) expect(read(pieces)).toEqual({entries: [], text: said, complete: true})
      for (const pieces of cuts(latin1(said), [3])) expect(read(pieces)).toEqual({entries: [], text: said, complete: false})
    }
  })

  test('counts what it has read and what it holds back', () => {
    const reader = new DumpReader(maps)
    expect([reader.entries, reader.held]).toEqual([0, 0])
    reader.push(latin1('0x1234 key value\n0x5678 other val'))
    expect([reader.entries, reader.held]).toEqual([1, '0x5678 other val'.length])
  })

  test.each(recorded)('of HAProxy %s is read as recorded, with line feeds in keys and values', (_, recording) => {
    const [first, second] = recording.answers.filter(({line}) => line === 'show map {}/str.map').map(({answer}) => answer)
    const loaded: Pair[] = [
      ['key', 'value'],
      ['other', 'value with blanks; \\ "quoted"'],
      ['empty', ''],
      ['/a', '1'],
    ]
    // 2.2 ends a word at a line feed, escaped or not
    const added: Pair[] = isOlder(recording, 2.4)
      ? [['last', 'line']]
      : [
          ['line\nfeed', 'one'],
          ['last', 'line\nfeed'],
        ]
    for (const pieces of cuts(latin1(first ?? ''), [10, 11, 60])) expect(read(pieces)).toEqual({entries: loaded, text: '', complete: true})
    for (const pieces of cuts(latin1(second ?? ''), [10, 11, 60])) expect(read(pieces).entries).toEqual([...loaded, ...added])
    expect(read([latin1(answerTo(recording, 'show map {}/nosuch.map'))])).toMatchObject({
      entries: [],
      complete: true,
      text: expect.stringMatching(/^Unknown map/),
    })
  })
})
