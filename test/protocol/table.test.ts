import {describe, expect, test} from 'vitest'
import {clearTable} from '../../src/protocol/commands/table/clear-table.ts'
import {placeOf, placeWord} from '../../src/protocol/commands/table/data-type.ts'
import {setTable} from '../../src/protocol/commands/table/set-table.ts'
import {showDataType} from '../../src/protocol/commands/table/show-data-type.ts'
import {showTable} from '../../src/protocol/commands/table/show-table.ts'
import {showTables} from '../../src/protocol/commands/table/show-tables.ts'
import {EntryLineReader, type TableEntry} from '../../src/protocol/commands/table/table-entry.ts'
import {TableLines} from '../../src/protocol/commands/table/table-lines.ts'
import {noReply, splitReplies} from '../../src/protocol/reply.ts'
import {readable} from '../../src/protocol/word.ts'
import {answerTo, isOlder, type Recording, recorded} from './fixtures.ts'

const replyTo = (recording: Recording, line: string) => splitReplies(answerTo(recording, line), 1)[0] ?? noReply

/** What the readers make of an answer that comes in pieces of so many bytes. */
function read(answer: string, size: number) {
  const lines = new TableLines()
  const reader = new EntryLineReader()
  const entries: TableEntry[] = []
  for (let at = 0; at < answer.length; at += size) {
    for (const line of lines
      .push(Buffer.from(answer.slice(at, at + size), 'latin1'))
      .toString('latin1')
      .split('\n')
      .slice(0, -1)) {
      const entry = reader.read(line)
      if (entry) entries.push(entry)
    }
  }
  return {entries, end: lines.end()}
}

const asObject = ({columns, values}: TableEntry) => Object.fromEntries(columns.map(({name}, index) => [name, values[index]]))

describe.each(recorded)('stick tables of HAProxy %s', (_, recording) => {
  test('the list tells type, size and use of each', () => {
    expect(showTables.decode(replyTo(recording, 'show table'))).toEqual([
      {name: 'be_lab', type: 'string', size: 100, used: 2},
      {name: 'lab', type: 'ip', size: 100, used: 1},
    ])
  })

  test.each([1, 7, 1000])('entries are read by the names of their words, in pieces of %i bytes', (size) => {
    const {entries, end} = read(answerTo(recording, 'show table be_lab'), size)
    expect(end).toEqual({text: '', severity: undefined, complete: true})
    const byKey = new Map(entries.map((entry) => [readable(entry.key), entry]))
    expect([...byKey.keys()].toSorted()).toEqual(['a b=c\\d;é', 'other'])
    const full = entries.find(({key}) => key.startsWith('a'))
    expect(full && asObject(full)).toEqual({server_id: '-1', gpc0: '5', http_req_rate: '7', gpc1_rate: '0'})
    expect(full?.columns.filter(({period}) => period !== undefined)).toEqual([
      {name: 'http_req_rate', period: 60_000},
      {name: 'gpc1_rate', period: 10_000},
    ])
    expect(full?.use).toBe(0)
    expect(full?.expires).toBeGreaterThan(590_000)
    expect(full?.expires).toBeLessThanOrEqual(600_000)
  })

  test('a key that is not there is an answer without entries, and a filter leaves the others out', () => {
    expect(read(answerTo(recording, 'show table be_lab key nosuch'), 1000)).toMatchObject({entries: [], end: {text: '', complete: true}})
    expect(read(answerTo(recording, 'show table be_lab data.gpc0 gt 4'), 1000)).toMatchObject({entries: [expect.anything()], end: {text: '', complete: true}})
    expect(read(answerTo(recording, 'show table nosuch'), 1000).end.text).toBe('No such table\n')
  })

  test('an answer that is cut is not whole', () => {
    const answer = answerTo(recording, 'show table be_lab')
    for (const length of [answer.length - 1, answer.length - 10, 20, 0]) expect(read(answer.slice(0, length), 50).end.complete).toBe(false)
  })

  test('whether a data type is stored is told without a look at the entries', () => {
    const stored = (type: string) => showDataType.decode(replyTo(recording, `show table be_lab data.${type} ? 0`))
    expect([stored('gpc0'), stored('gpc1'), stored('nonsense')]).toEqual([true, false, false])
    expect(() => showDataType.decode(replyTo(recording, 'show table nosuch data.gpc0 ? 0'))).toThrow('No such table')
    expect(() => showDataType.decode(noReply)).toThrow('without an answer')
  })

  test('a change is done when the answer is empty, and nothing else', () => {
    expect(setTable.decode(replyTo(recording, 'set table be_lab key other'))).toBeUndefined()
    expect(clearTable.decode(replyTo(recording, 'clear table be_lab key other'))).toBeUndefined()
    expect(() => setTable.decode(replyTo(recording, 'set table be_lab key other data.gpc0 nonsense'))).toThrow('Require a valid integer value')
    expect(() => clearTable.decode(replyTo(recording, 'clear table nosuch key other'))).toThrow('No such table')
  })
})

test.each(recorded.filter(([, recording]) => !isOlder(recording, 2.6)))('elements of arrays have names of their own on HAProxy %s', (_, recording) => {
  const [entry] = read(answerTo(recording, 'show table lab'), 1000).entries
  expect(entry && asObject(entry)).toEqual({gpt0: '0', gpt1: '0', gpc0: '4', gpc1: '0', gpc2: '0', gpc0_rate: '0', gpc1_rate: '0'})
  expect(entry?.expires).toBe(0)
})

describe('what is written', () => {
  const stored = new Set(['gpc', 'gpc_rate', 'http_req_rate', 'gpt0'])

  test('names of a table lead to what it stores', () => {
    const wordOf = (name: string) => {
      const place = placeOf(name, stored)
      return place && placeWord(place)
    }
    expect(['gpc0', 'gpc', 'gpc2', 'gpc[2]', 'gpc1_rate', 'gpc_rate[1]', 'gpt0', 'http_req_rate'].map(wordOf)).toEqual([
      'gpc',
      'gpc',
      'gpc[2]',
      'gpc[2]',
      'gpc_rate[1]',
      'gpc_rate[1]',
      'gpt0',
      'http_req_rate',
    ])
    expect(['gpt', 'gpt1', 'gpt0[1]', 'http_req_rate[0]', 'conn_cnt', ''].map(wordOf)).toEqual(Array.from({length: 6}))
  })

  test('keys are escaped, and filters stand one behind the other', () => {
    const place = placeOf('gpc1', stored)
    if (!place) throw new Error('gpc1 is an element of gpc')
    expect(setTable.encode('t', 'a b;c\\', [{place, value: '5'}])).toBe('set table t key a\\ b\\;c\\\\ data.gpc[1] 5')
    expect(showTable.encode('t')).toBe('show table t')
    const filters = [{place, operator: 'gt', value: '1'} as const, {place, operator: 'ne', value: '-3'} as const]
    expect(clearTable.encode('t', {filters})).toBe('clear table t data.gpc[1] gt 1 data.gpc[1] ne -3')
  })
})
