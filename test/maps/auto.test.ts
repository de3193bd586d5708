import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {leavingAlone, numbered, sync} from './support.ts'

const large: Record<string, string> = {
  'str.map': numbered(3000, (n) => `key${n} value ${n}`),
  'reg.map': numbered(3000, (n) => `^key${n}$ value ${n}`),
  'ip.map': numbered(3000, (n) => `10.${n >> 8}.${n & 255}.0/24 v${n}`),
}

/** Files that HAProxy loads alike. */
const alike: Record<string, string> = {
  nothing: 'a 1\nb 2\n',
  'a comment': '# new\na 1\nb 2\n',
  'blanks and the ends of lines': '  a\t 1 \r\n\r\nb 2  \r\n',
  'the last line feed': 'a 1\nb 2',
}

describe.each(lab.since('2.4'))('a sync into HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'str.map': '', 'reg.map': {match: 'reg', content: ''}, 'ip.map': {match: 'ip', content: ''}}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each(Object.entries(large))('of what is there already sends nothing: %s', async (map, content) => {
    await sync({haproxy, map, content}, {strategy: 'replace'})
    await using relay = await Relay.before(haproxy)
    const report = await leavingAlone(haproxy, map, () => sync({haproxy, map, content, through: relay}))
    expect(report).toMatchObject({strategy: 'none', entries: 3000, added: 0, changed: 0, removed: 0, version: null, chunks: 0, bytes: 0, verified: true})
    expect(relay.requests.filter((request) => /prepare|add map|commit|clear/.test(request))).toEqual([])
  })

  test.each(Object.entries(alike))('of a file that differs by %s sends nothing', async (_, content) => {
    await sync({haproxy, map: 'reg.map', content: 'a 1\nb 2\n'}, {strategy: 'replace'})
    expect(await sync({haproxy, map: 'reg.map', content})).toMatchObject({strategy: 'none'})
  })

  test('with strategy replace loads what is there already anew', async () => {
    await sync({haproxy, map: 'str.map', content: 'a 1\n'})
    const {currVer = 0} = await haproxy.header('str.map')
    const report = await sync({haproxy, map: 'str.map', content: 'a 1\n'}, {strategy: 'replace'})
    expect(report).toMatchObject({strategy: 'replace', added: null, changed: null, removed: null, entries: 1, verified: true})
    expect((await haproxy.header('str.map')).currVer).toBeGreaterThan(currVer)
  })

  test('reports what was done, and to whom', async () => {
    await sync({haproxy, map: 'str.map', content: 'a 1\nb 2\n'}, {strategy: 'replace'})
    const report = await sync({haproxy, map: 'str.map', content: 'a 1\nb 3\nc 4\n'})
    const {currVer} = await haproxy.header('str.map')
    expect(report).toMatchObject({
      map: haproxy.file('str.map'),
      source: 'new.map',
      strategy: 'replace',
      entries: 3,
      added: 1,
      changed: 1,
      removed: 0,
      version: currVer,
      chunks: 1,
      bytes: 'a 1\nb 3\nc 4\n'.length,
      verify: 'full',
      verified: true,
      target: {address: haproxy.socket, pid: await haproxy.pid(), version: haproxy.full},
    })
    expect(report.durationMs).toBeGreaterThan(0)
    expect(Object.keys(report.phases)).toEqual(expect.arrayContaining(['plan', 'prepare', 'load', 'verify', 'commit']))
  })

  test('tells its progress phase by phase, and counts entries while it loads', async () => {
    const steps: {phase: string; done?: number; total?: number}[] = []
    await sync({haproxy, map: 'str.map', content: large['str.map'] ?? ''}, {strategy: 'replace', chunkSize: 8000, progress: (step) => steps.push(step)})
    expect([...new Set(steps.map(({phase}) => phase))].slice(-4)).toEqual(['prepare', 'load', 'verify', 'commit'])
    const loading = steps.filter(({phase, done}) => phase === 'load' && done !== undefined)
    expect(loading.length).toBeGreaterThan(3)
    expect(loading.map(({done}) => done)).toEqual(loading.map(({done}) => done).toSorted((a = 0, b = 0) => a - b))
    expect(loading.at(-1)).toMatchObject({done: 3000, total: 3000})
  })
})
