import {describe, expect, test} from 'vitest'
import {HactlError} from '../../src/index.ts'
import {getMap} from '../../src/protocol/commands/map/get-map.ts'
import {MapReference, maps} from '../../src/protocol/commands/map/reference.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, type Recording, recorded} from './fixtures.ts'

const anyMap = new MapReference(maps, 'm')

const lookups = (recording: Recording, line: string) => getMap.decode(splitReplies(answerTo(recording, line), 1)[0] ?? replyOf('', false), anyMap)

const hits: [match: string, sample: string, index: string, key: string][] = [
  ['beg', '/api/x', 'tree', '/api'],
  ['end', 'a.gz', 'list', '.gz'],
  ['sub', 'aparta', 'list', 'part'],
  ['dir', '/dir/x', 'list', 'dir'],
  ['dom', 'www.example.com', 'list', 'example.com'],
  ['reg', 'aaa', 'list', '^a+$'],
  ['ip', '10.1.1.1', 'tree', '10.0.0.0/8'],
  ['int', '5', 'list', '1:10'],
]

describe.each(recorded)('a lookup in HAProxy %s', (_, recording) => {
  test.each(hits)('finds by %s', (type, sample, index, key) => {
    expect(lookups(recording, `get map {}/${type}.map ${sample}`)).toEqual([
      {type, caseSensitive: true, found: true, index, key, value: 'v1', valueType: 'str'},
    ])
  })

  test.each(hits.map(([type]) => type))('finds nothing by %s', (type) => {
    expect(lookups(recording, `get map {}/${type}.map 0`)).toEqual([{type, caseSensitive: true, found: false}])
  })

  test('has a line for each use of the map, its ACLs too', () => {
    expect(lookups(recording, 'get map {}/str.map key')).toEqual([
      {type: 'str', caseSensitive: true, found: true, index: 'tree', key: 'key', value: 'value', valueType: 'str'},
      {type: 'beg', caseSensitive: true, found: true, index: 'tree', key: 'key', value: 'value', valueType: 'str'},
      {type: 'str', caseSensitive: false, found: true, index: 'list', key: 'key'}, // an ACL has no values
    ])
    expect(lookups(recording, 'get map {}/str.map 0').map(({found}) => found)).toEqual([false, false, false])
  })

  test('tells values as they are: empty, with blanks and quotes, with a line feed, numbers, addresses', () => {
    const first = (line: string) => lookups(recording, line)[0]
    expect(first('get map {}/str.map empty')).toMatchObject({key: 'empty', value: ''})
    expect(first('get map {}/str.map other')).toMatchObject({key: 'other', value: 'value with blanks; \\ "quoted"'})
    expect(first('get map {}/str.map last')).toMatchObject({key: 'last', value: isOlder(recording, 2.4) ? 'line' : 'line\nfeed'})
    expect(first('get map {}/number.map key')).toMatchObject({value: '42', valueType: 'sint'})
    expect(first('get map {}/address.map key')).toMatchObject({value: '10.0.0.1', valueType: 'ipv4'})
  })

  test('in a map that is not there is refused', () => {
    const [reply = replyOf('', false)] = splitReplies(answerTo(recording, 'show map {}/nosuch.map'), 1)
    expect(() => getMap.decode(reply, anyMap)).toThrow(expect.objectContaining({code: 'map-unknown', exit: 2}))
  })
})

test('a lookup whose answer was cut is none', () => {
  expect(() => getMap.decode(replyOf('type=str, case=sensitive, found=no\n', false), anyMap)).toThrow(HactlError)
})
