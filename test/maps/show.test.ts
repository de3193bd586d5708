import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {clearEntries, type EntryBatch, listMaps, prepareByHand, showEntries} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'
import {bytes, connect, entriesIn, failureOf, numbered, sync} from './support.ts'

describe.each(lab.since('2.4'))('what HAProxy %s holds', (version) => {
  let haproxy: LabHaproxy
  let map: string
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n', 'other.map': 'b 2\n', 'empty.map': ''}})
    map = haproxy.file('big.map')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test('is listed with its versions', async () => {
    const headers = await listMaps(await connect(haproxy))
    expect(headers.map(({file}) => file)).toEqual(expect.arrayContaining([map, haproxy.file('other.map'), haproxy.file('empty.map')]))
    for (const name of ['big.map', 'other.map', 'empty.map']) {
      const {id, currVer, nextVer, entryCount} = await haproxy.header(name)
      expect(headers.find(({file}) => file === haproxy.file(name))).toMatchObject({id, currentVersion: currVer, nextVersion: nextVer, entryCount})
    }
  })

  test('is shown in its order, byte for byte', async () => {
    const content = bytes('b 2 3\ncaf\u00e9 \u00ff\na\n"q" \\ ; <<\nb 1\n')
    await sync({haproxy, map: 'big.map', content})
    expect(await entriesIn(showEntries(await connect(haproxy), map))).toEqual(loaded(content))
    expect(await entriesIn(showEntries(await connect(haproxy), haproxy.file('empty.map')))).toEqual([])
  })

  test('is shown with line feeds in keys and values, which only a command can have made', async () => {
    await haproxy.exchange(`add map ${haproxy.file('other.map')} one\\\nkey a\\\nvalue`)
    expect(await entriesIn(showEntries(await connect(haproxy), haproxy.file('other.map')))).toEqual([
      ['b', '2'],
      ['one\nkey', 'a\nvalue'],
    ])
  })

  test('is shown of a prepared version as well', async () => {
    const client = await connect(haproxy)
    const {version: prepared} = await prepareByHand(client, map)
    await haproxy.exchange(`add map @${prepared} ${map} <<\nx 1\ny 2\n\n`)
    expect(await entriesIn(showEntries(client, map, {version: prepared}))).toEqual([
      ['x', '1'],
      ['y', '2'],
    ])
  })

  test('is no map that a commit overtook while it was shown: that is an error at its end', async () => {
    await sync({haproxy, map: 'big.map', content: numbered(200_000, (n) => `key${n} value ${n}`)})
    const batches = showEntries(await connect(haproxy), map)[Symbol.asyncIterator]()
    const first = await batches.next()
    expect(first.done).toBe(false)
    await clearEntries(await connect(haproxy), map)
    const rest = async (): Promise<number> => {
      let count = 0
      for (let next: IteratorResult<EntryBatch, void> = first; !next.done; next = await batches.next()) count += next.value.count
      return count
    }
    expect(await failureOf(rest())).toMatchObject({code: 'conflict', exit: 4})
  })

  test('is not shown when there is no such map', async () => {
    expect(await failureOf(entriesIn(showEntries(await connect(haproxy), haproxy.file('nosuch.map'))))).toMatchObject({code: 'map-unknown', exit: 2})
  })
})
