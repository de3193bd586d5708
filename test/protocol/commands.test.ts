import {describe, expect, test} from 'vitest'
import {HactlError} from '../../src/index.ts'
import {addMap, addMapPayload} from '../../src/protocol/commands/map/add-map.ts'
import {clearMap} from '../../src/protocol/commands/map/clear-map.ts'
import {commitMap} from '../../src/protocol/commands/map/commit-map.ts'
import {delMap} from '../../src/protocol/commands/map/del-map.ts'
import {prepareMap} from '../../src/protocol/commands/map/prepare-map.ts'
import {MapReference, maps} from '../../src/protocol/commands/map/reference.ts'
import {setMap} from '../../src/protocol/commands/map/set-map.ts'
import {showMap} from '../../src/protocol/commands/map/show-map.ts'
import {showCliLevel} from '../../src/protocol/commands/process/show-cli-level.ts'
import {showPools} from '../../src/protocol/commands/process/show-pools.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {lab} from '../haproxy/lab.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'

const mapNamed = (name: string): MapReference => new MapReference(maps, name)
const anyMap = mapNamed('m')

describe('a command', () => {
  test('is written as the management guide has it', () => {
    const map = mapNamed('/etc/haproxy/big.map')
    expect([
      prepareMap.encode(map),
      addMapPayload.encode(map, 7),
      commitMap.encode(map, 7),
      clearMap.encode(map, 7),
      clearMap.encode(map),
      showMap.encode(map, 7),
      showMap.encode(mapNamed('#3')),
      addMap.encode(map, 'key', 'value'),
      addMap.encode(map, 'a key', 'a; value', 7),
      setMap.encode(map, 'key', 'value'),
      delMap.encode(map, 'key'),
    ]).toEqual([
      'prepare map /etc/haproxy/big.map',
      'add map @7 /etc/haproxy/big.map',
      'commit map @7 /etc/haproxy/big.map',
      'clear map @7 /etc/haproxy/big.map',
      'clear map /etc/haproxy/big.map',
      'show map @7 /etc/haproxy/big.map',
      'show map #3',
      'add map /etc/haproxy/big.map key value',
      'add map @7 /etc/haproxy/big.map a\\ key a\\;\\ value',
      'set map /etc/haproxy/big.map key value',
      'del map /etc/haproxy/big.map key',
    ])
  })

  test('that would be read as the address of an entry is refused', () => {
    for (const key of ['#0x0', '#0x55d0c0ffee']) {
      expect(() => setMap.encode(anyMap, key, 'v')).toThrow(expect.objectContaining({code: 'key-is-address', exit: 2}))
      expect(() => delMap.encode(anyMap, key)).toThrow(HactlError)
    }
  })

  test.each(lab.versions)('with a key that merely begins like an address reaches HAProxy %s', async (version) => {
    const keys = ['#0', '#', '##0x1', '#1x', '0x1', '#x']
    await using haproxy = await lab.start(version, {maps: {'big.map': keys.map((key) => ` ${key} old\n`).join('')}})
    for (const key of keys) expect(String(await haproxy.exchange(setMap.encode(mapNamed(haproxy.file('big.map')), key, 'new')))).toBe('\n')
    expect(await haproxy.dump('big.map')).toEqual(keys.map((key) => [key, 'new']))
    for (const key of keys) expect(String(await haproxy.exchange(delMap.encode(mapNamed(haproxy.file('big.map')), key)))).toBe('\n')
    expect(await haproxy.dump('big.map')).toEqual([])
  })
})

describe.each(recorded)('an answer of HAProxy %s', (_, recording) => {
  const reply = (line: string) => splitReplies(answerTo(recording, line), 1)[0] ?? replyOf('', false)

  test.runIf(!isOlder(recording, 2.4))('tells which version was prepared', () => {
    expect(prepareMap.decode(reply('prepare map {}/str.map'), anyMap)).toBe(1)
    expect(() => prepareMap.decode(reply('prepare map {}/nosuch.map'), anyMap)).toThrow(expect.objectContaining({code: 'map-unknown'}))
  })

  test('tells the level of the socket', () => {
    expect(showCliLevel.decode(reply('show cli level'))).toBe('admin')
    expect(() => showCliLevel.decode(reply('nonsense'))).toThrow(HactlError)
  })

  test('tells the size of the buffer, by either of two pools', () => {
    expect(showPools.decode(reply('show pools match buffer'))).toBe(16_384)
    expect(showPools.decode(reply('show pools match trash'))).toBe(16_384)
  })

  test('is an acknowledgement when it is empty', () => {
    expect(() => setMap.decode(reply('set map {}/str.map key new'))).not.toThrow()
  })
})

test('a prepared version is a number of HAProxy and nothing else', () => {
  expect(prepareMap.decode(replyOf('New version created: 4294967295\n'), anyMap)).toBe(4294967295)
  for (const text of ['New version created: \n', 'New version created: 1 2\n', 'x New version created: 1\n', ''])
    expect(() => prepareMap.decode(replyOf(text), anyMap)).toThrow(HactlError)
  expect(() => prepareMap.decode(replyOf('New version created: 1\n', false), anyMap)).toThrow(HactlError)
})

test('a pool that is not in the answer tells nothing, and an answer that was cut is none', () => {
  expect(showPools.decode(replyOf('Dumping pools usage. Use SIGQUIT to flush them.\nTotal: 0 pools, 0 bytes allocated, 0 used.\n'))).toBeUndefined()
  expect(showPools.decode(replyOf('  - Pool quic_conn_r (65536 bytes) : 14 allocated\n'))).toBeUndefined()
  expect(() => showPools.decode(replyOf('', false))).toThrow(HactlError)
})
