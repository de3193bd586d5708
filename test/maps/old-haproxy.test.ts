import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {
  addEntry,
  clearEntries,
  commitByHand,
  deleteEntry,
  diffMap,
  listMaps,
  loadByHand,
  lookUp,
  openFileSource,
  prepareByHand,
  RuntimeClient,
  setEntry,
  showEntries,
  syncMap,
} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {entriesIn, failureOf, sourceOf, sync} from './support.ts'

const old = lab.versions.filter((version) => Number(version) < 2.4)

describe.each(old)('HAProxy %s, which has no map versions', (version) => {
  let haproxy: LabHaproxy
  let client: RuntimeClient
  let map: string
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'a 1\nb 2\nc 3\n', 'ip.map': {match: 'ip', content: '10.0.0.0/8 x\n'}}})
    client = await RuntimeClient.connect(haproxy.socket)
    map = haproxy.file('big.map')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each([{}, {strategy: 'replace'}, {dryRun: true}, {session: 'prompt'}] as const)('refuses a sync, says why and what works: %j', async (options) => {
    const before = await haproxy.dump('big.map')
    const failure = await failureOf(sync({haproxy, map: 'big.map', content: 'a new\n'}, options))
    expect(failure).toMatchObject({code: 'unsupported', exit: 1})
    expect(failure.message).toMatch(/HAProxy 2\.2\.\d+ .*2\.4/)
    expect(failure.hint).toMatch(/add, set, del, show, get and diff/)
    expect(await haproxy.dump('big.map')).toEqual(before)
  })

  test('refuses a sync of a file that stands for the map', async () => {
    await using source = await openFileSource(map)
    expect(await failureOf(syncMap(client, source))).toMatchObject({code: 'unsupported', exit: 1})
  })

  test('refuses transactions by hand', async () => {
    await using source = await sourceOf('a 1\n')
    expect(await failureOf(prepareByHand(client, map))).toMatchObject({code: 'unsupported', exit: 1})
    expect(await failureOf(loadByHand(client, map, 1, source, {session: 'oneshot'}))).toMatchObject({code: 'unsupported', exit: 1})
    expect(await failureOf(commitByHand(client, map, 1))).toMatchObject({code: 'unsupported', exit: 1})
  })

  test('lists its maps', async () => {
    const headers = await listMaps(client)
    expect(headers.map(({file}) => file)).toEqual(expect.arrayContaining([map, haproxy.file('ip.map')]))
    expect(headers.every(({currentVersion, entryCount}) => currentVersion === undefined && entryCount === undefined)).toBe(true)
  })

  test('shows, answers, adds, sets and deletes', async () => {
    expect(await entriesIn(showEntries(client, map))).toEqual(await haproxy.dump('big.map'))
    await addEntry(client, map, 'd', 'x; y')
    expect(await haproxy.lookup('big.map', 'd')).toBe('x; y')
    await setEntry(client, map, 'd', 'z \\')
    expect(await haproxy.lookup('big.map', 'd')).toBe('z \\')
    expect(await lookUp(client, map, 'd')).toMatchObject([{type: 'str', found: true, key: 'd', value: 'z \\'}])
    await deleteEntry(client, map, 'd')
    expect(await haproxy.lookup('big.map', 'd')).toBeUndefined()
    expect(await failureOf(deleteEntry(client, map, 'd'))).toMatchObject({code: 'key-unknown', exit: 2})
    expect(await failureOf(setEntry(client, map, 'd', 'x'))).toMatchObject({code: 'key-unknown', exit: 2})
    expect(await failureOf(lookUp(client, map, 'd'))).toMatchObject({code: 'key-unknown', exit: 2})
  })

  test('compares with a file', async () => {
    await using source = await sourceOf('a 1\nb changed\nd new\n')
    const {difference, lines} = await diffMap(client, source, {map})
    expect(difference).toMatchObject({same: false, added: 1, changed: 1, removed: 1})
    const found: string[] = []
    for await (const batch of lines) found.push(...batch.map(({kind, key}) => `${kind} ${Buffer.from(key).toString()}`))
    expect(found.sort()).toEqual(['added d', 'changed b', 'removed c'])
  })

  test('clears, though not in one moment', async () => {
    expect(await clearEntries(client, map)).toMatchObject({atomic: false, changed: true})
    expect(await haproxy.dump('big.map')).toEqual([])
  })
})
