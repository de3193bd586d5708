import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {abortByHand, clearEntries, deleteEntry, prepareByHand, type RuntimeClient} from '../../src/index.ts'
import {abortByReplace} from '../../src/maps/abort-by-replace.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {connect, failureOf, numbered, sync} from './support.ts'

const current = numbered(20, (n) => `key${n} current`)

describe.each(lab.since('2.4'))('a version of HAProxy %s that nobody will commit', (version) => {
  const removes = version !== '3.4'
  let haproxy: LabHaproxy
  let client: RuntimeClient
  let map: string
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': current, 'empty.map': ''}})
    client = await connect(haproxy)
    map = haproxy.file('big.map')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  /** As the one before left it, by commands that are not hactl's. */
  async function leave(file: string, entries: number): Promise<number> {
    const prepared = Number(/\d+/.exec(String(await haproxy.exchange(`prepare map ${file}`)))?.[0])
    await haproxy.exchange(`add map @${prepared} ${file} <<\n${numbered(entries, (n) => `left${n} over`)}\n`)
    return prepared
  }

  test(removes ? 'is removed by abort' : 'stays after abort, which says why and what helps', async () => {
    const left = await leave(map, 30)
    expect((await haproxy.dump('big.map', left)).length).toBe(30)
    await using relay = await Relay.before(haproxy)
    const through = await connect(relay)
    if (removes) await abortByHand(through, map, left)
    else {
      const failure = await failureOf(abortByHand(through, map, left))
      expect(failure).toMatchObject({code: 'version-stays', exit: 1})
      expect(failure.hint).toContain(`hactl map abort ${map} ${left} --by-replace`)
    }
    // by no other way either, entry by entry for instance
    const sent = relay.commands.map(({line}) => line).filter((line) => /(?:clear|del|commit) map/.test(line))
    expect(sent).toEqual(removes ? [`clear map @${left} ${map}`] : [])
    expect((await haproxy.dump('big.map', left)).length).toBe(removes ? 0 : 30)
    expect((await haproxy.dump('big.map')).length).toBe(20)
  })

  test('is removed by --by-replace, and the content stays as it is', async () => {
    const before = await haproxy.dump('big.map')
    const left = [await leave(map, 30), await leave(map, 5)]
    await abortByReplace(client, map, left[0] ?? 0, {})
    expect(await haproxy.dump('big.map')).toEqual(before)
    for (const each of left) expect(await haproxy.dump('big.map', each)).toEqual([])
    expect((await haproxy.header('big.map')).entryCount).toBe(before.length)
  })

  test('is removed by --by-replace from an empty map as well', async () => {
    const file = haproxy.file('empty.map')
    const left = await leave(file, 7)
    await abortByReplace(client, file, left, {})
    expect([await haproxy.dump('empty.map'), await haproxy.dump('empty.map', left)]).toEqual([[], []])
    expect((await haproxy.header('empty.map')).entryCount).toBe(0)
  })

  test('goes with the next sync', async () => {
    const left = await leave(map, 30)
    await sync({haproxy, map: 'big.map', content: numbered(20, (n) => `key${n} new`)})
    expect(await haproxy.dump('big.map', left)).toEqual([])
    expect((await haproxy.header('big.map')).entryCount).toBe(20)
  })

  test('does not keep clear from clearing, in one moment', async () => {
    await sync({haproxy, map: 'big.map', content: current})
    const left = await leave(map, 30)
    expect(await clearEntries(client, map)).toMatchObject({atomic: true, changed: true})
    expect([await haproxy.dump('big.map'), await haproxy.dump('big.map', left)]).toEqual([[], []])
    await sync({haproxy, map: 'big.map', content: current})
  })

  test('can be told from the current one and from one that never was', async () => {
    const {currVer = 0, nextVer = 0} = await haproxy.header('big.map')
    for (const wrong of [currVer, nextVer + 1]) expect(await failureOf(abortByHand(client, map, wrong))).toMatchObject({code: 'version-unknown', exit: 2})
    expect((await haproxy.dump('big.map')).length).toBe(20)
    const prepared = await prepareByHand(client, map)
    expect(prepared.version).toBe(nextVer + 1)
  })

  test('is left behind by no sync that fails, where it can be removed; else it is told of', async () => {
    const cautions: string[] = []
    await using relay = await Relay.before(haproxy, {rewrite: (request) => request.replace('key7 new\n', '')})
    const content = numbered(20, (n) => `key${n} new`)
    const before = (await haproxy.header('big.map')).entryCount
    await failureOf(sync({haproxy, map: 'big.map', content, through: relay}, {caution: (text) => cautions.push(text)}))
    expect(((await haproxy.header('big.map')).entryCount ?? 0) - (before ?? 0)).toBe(removes ? 0 : 19)
    expect(cautions).toEqual(removes ? [] : [expect.stringMatching(/prepared version \d+ .* stays .* until the next commit/)])
  })

  test('is not cleared beside so many entries that it could stop HAProxy', async () => {
    await sync({haproxy, map: 'big.map', content: numbered(100_000, (n) => `key${n} many`)})
    const {version: left} = await prepareByHand(client, map)
    for (let part = 0; part < 22; part += 1) await haproxy.exchange(`add map @${left} ${map} <<\n${numbered(1000, (n) => `l${part}-${n} o`)}\n`)
    await using relay = await Relay.before(haproxy)
    const failure = await failureOf(abortByHand(await connect(relay), map, left))
    expect(failure).toMatchObject({code: 'version-stays', exit: 1})
    expect(relay.requests.filter((request) => request.includes('clear'))).toEqual([])
    await abortByReplace(client, map, left, {})
    expect((await haproxy.header('big.map')).entryCount).toBe(100_000)
  })
})

describe.each(lab.versions)('a key of HAProxy %s that stands three times', (version) => {
  test('is deleted with all its duplicates', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\nb 1\na 2\nc 1\na 3\n'}})
    await deleteEntry(await connect(haproxy), haproxy.file('big.map'), 'a')
    expect(await haproxy.dump('big.map')).toEqual([
      ['b', '1'],
      ['c', '1'],
    ])
  })
})
