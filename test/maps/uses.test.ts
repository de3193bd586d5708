import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {abortByHand, loadByHand, prepareByHand} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'
import {connect, failureOf, sourceOf, sync} from './support.ts'

/** Two match types, or a map and an ACL, are one reference: HAProxy counts an entry of it once for each in entry_cnt, and uncounts it once. */
const shared = ['both.map', 'acl.map', 'three.map']

describe.each(lab.since('2.4'))('a map of HAProxy %s that is used in several ways', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {'both.map': '1.1.1.1 old\n2.2.2.2 old\n', 'acl.map': 'a old\n', 'three.map': 'a old\nb old\n', 'reg.map': {match: 'reg', content: '^a$ old\n'}},
      acls: {'acl.map': ''},
      frontendLines: ['ip({folder}/both.map)', 'beg({folder}/three.map)', 'sub({folder}/three.map)'].map(
        (use) => `http-request set-var(txn.other) src,map_${use}`,
      ),
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each(shared)('is synced again and again: %s', async (map) => {
    const contents = ['3.3.3.3 x\n4.4.4.4 y\n5.5.5.5 z\n', '3.3.3.3 new\n', '4.4.4.4 y\n3.3.3.3 x\n', '', '3.3.3.3 x\n']
    for (const content of contents) {
      await sync({haproxy, map, content}, {allowEmpty: true})
      expect(await haproxy.dump(map)).toEqual(loaded(content))
    }
  })

  test.each(['full', 'count', 'none'] as const)('is verified: %s', async (verify) => {
    for (const map of shared) {
      const report = await sync({haproxy, map, content: `3.3.3.3 ${verify}\n4.4.4.4 y\n`}, {verify})
      expect({map, strategy: report.strategy, verified: report.verified}).toEqual({map, strategy: 'replace', verified: verify !== 'none'})
      expect(await haproxy.dump(map)).toEqual([
        ['3.3.3.3', verify],
        ['4.4.4.4', 'y'],
      ])
    }
  })

  test.each(shared)('is found identical, and nothing is sent: %s', async (map) => {
    await sync({haproxy, map, content: '3.3.3.3 x\n'})
    const {nextVer} = await haproxy.header(map)
    expect(await sync({haproxy, map, content: '3.3.3.3 x\n'})).toMatchObject({strategy: 'none'})
    expect((await haproxy.header(map)).nextVer).toBe(nextVer)
  })
})

describe.each(lab.since('2.4'))('a map of HAProxy %s from which an entry was refused', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'reg.map': {match: 'reg', content: '^a$ old\n'}}})
    // each refusal makes entry_cnt one less, below 0 too: 18446744073709551615
    for (let times = 0; times < 3; times += 1) expect(String(await haproxy.exchange(`add map ${haproxy.file('reg.map')} x( value`))).toMatch(/is invalid/)
    expect(String(await haproxy.exchange('show map'))).toContain('entry_cnt=18446744073709551614')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each(['full', 'count', 'none'] as const)('takes the content of a file all the same, verification %s', async (verify) => {
    for (const content of [`^b$ ${verify}\n^c$ new\n`, `^b$ ${verify}\n`]) {
      await sync({haproxy, map: 'reg.map', content}, {verify})
      expect(await haproxy.dump('reg.map')).toEqual(loaded(content))
    }
  })

  test('a file that is alike is found alike', async () => {
    await sync({haproxy, map: 'reg.map', content: '^b$ new\n'})
    expect(await sync({haproxy, map: 'reg.map', content: '^b$ new\n'})).toMatchObject({strategy: 'none', verified: true})
  })

  test('another writer is noticed all the same', async () => {
    const failure = await failureOf(
      sync(
        {haproxy, map: 'reg.map', content: '^b$ other\n'},
        {verify: 'none', progress: ({phase}) => phase === 'load' && void haproxy.exchange(`add map ${haproxy.file('reg.map')} ^foreign$ x`)},
      ),
    )
    expect(failure).toMatchObject({code: 'drift', exit: 4})
  })

  test.runIf(version !== '3.4')('a prepared version can be given up', async () => {
    const [client, file] = [await connect(haproxy), haproxy.file('reg.map')]
    await using source = await sourceOf('^b$ x\n^c$ y\n')
    const {version: prepared} = await prepareByHand(client, file)
    await loadByHand(client, file, prepared, source, {session: 'oneshot'})
    await abortByHand(client, file, prepared)
    expect(await haproxy.dump('reg.map', prepared)).toEqual([])
  })
})
