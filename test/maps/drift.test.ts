import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {showEntries} from '../../src/index.ts'
import {type LabHaproxy, lab, traffic} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {connect, entriesIn, failureOf, numbered, sync} from './support.ts'

const content = numbered(2000, (n) => `key${n} new`)

/** What another admin may do to the running map. */
const deeds: Record<string, (map: string) => string> = {
  'adds an entry': (map) => `add map ${map} foreign x`,
  'sets a value': (map) => `set map ${map} only x`,
  'sets a value that the file has too': (map) => `set map ${map} key7 x`,
  'deletes a key': (map) => `del map ${map} only`,
  'adds one entry and deletes another': (map) => `add map ${map} foreign x;del map ${map} only`,
}

/** When it is done: as the command passes by that begins so. */
const moments: Record<string, RegExp> = {
  'before the version is prepared': /prepare map/,
  'before the first payload': /add map @/,
}

describe.each(lab.since('2.4'))('another admin of HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  let map: string
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': ''}})
    map = haproxy.file('big.map')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())
  beforeEach(async () => {
    await sync({haproxy, map: 'big.map', content: 'only old\nkey7 old\nkey8 old\n'}, {strategy: 'replace'})
  })

  const doing = (deed: string, moment: RegExp) => {
    let done = false
    return Relay.before(haproxy, {before: (request) => (done || !moment.test(request) ? undefined : ((done = true), haproxy.exchange(deed)))})
  }

  describe.each(Object.entries(deeds))('who %s', (_, deed) => {
    test.each(Object.entries(moments))('%s is noticed: the sync stops, and the change stays', async (_moment, moment) => {
      await using relay = await doing(deed(map), moment)
      const failure = await failureOf(sync({haproxy, map: 'big.map', content, through: relay}))
      expect(failure.exit).toBe(4)
      // up to 3.1 a foreign set changes the prepared version as well
      expect(['drift', 'verification-failed']).toContain(failure.code)
      const dump = await haproxy.dump('big.map')
      expect(dump.length).toBeLessThan(10)
      expect(dump).not.toEqual([
        ['only', 'old'],
        ['key7', 'old'],
        ['key8', 'old'],
      ])
    })
  })

  test.each(['adds an entry', 'deletes a key'])('who %s while the version is read back is noticed too', async (deed) => {
    await using relay = await doing(deeds[deed]?.(map) ?? '', /show map @/)
    expect(await failureOf(sync({haproxy, map: 'big.map', content, through: relay}))).toMatchObject({code: 'drift', exit: 4})
    expect((await haproxy.dump('big.map')).length).toBeLessThan(10)
  })

  test('whose change may be lost is told of', async () => {
    const cautions: string[] = []
    await using relay = await doing(`set map ${map} only x`, /prepare map/)
    const report = await sync({haproxy, map: 'big.map', content, through: relay}, {acceptDrift: true, caution: (text) => cautions.push(text)})
    expect(report).toMatchObject({strategy: 'replace', verified: true})
    expect(cautions).toEqual([expect.stringMatching(/changed.*lost/)])
    expect((await haproxy.dump('big.map')).length).toBe(2000)
  })

  test.each(Object.entries(moments))('who commits a version of theirs %s wins: the sync stops', async (_, moment) => {
    const {nextVer = 0} = await haproxy.header('big.map')
    const theirs = nextVer + (moment.test('prepare map') ? 1 : 2) // the number after ours, once we have one
    await using relay = await doing(`prepare map ${map};add map @${theirs} ${map} their entry;commit map @${theirs} ${map}`, moment)
    const failure = await failureOf(sync({haproxy, map: 'big.map', content, through: relay}))
    expect(failure).toMatchObject({code: 'conflict', exit: 4})
    expect(await haproxy.dump('big.map')).toEqual([['their', 'entry']])
  })

  test('who sets a value right before the commit is overwritten, or told of', async () => {
    const cautions: string[] = []
    await using relay = await doing(`set map ${map} key7 foreign`, /commit map/)
    const outcome = await sync({haproxy, map: 'big.map', content, through: relay}, {caution: (text) => cautions.push(text)}).then(
      () => 'done',
      ({exit}: {exit: number}) => exit,
    )
    const [, value] = (await haproxy.dump('big.map')).find(([key]) => key === 'key7') ?? []
    // up to 3.1 the foreign value is in the committed version: that must not pass for a verified sync
    if (outcome === 'done' && cautions.length === 0) expect(value).toBe('new')
  })
})

describe.each(lab.since('2.4'))('a map of HAProxy %s that is fed by traffic', (version) => {
  let haproxy: LabHaproxy
  const cautions: string[] = []
  const caution = (text: string) => void cautions.push(text)
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {'fed.map': numbered(2000, (n) => `key${n} old`), 'other.map': ''},
      frontendLines: ['http-request set-map({folder}/fed.map) fed%[rand(1000000)] traffic'],
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())
  beforeEach(() => {
    cautions.length = 0
  })

  const feeding = () => traffic(haproxy, {next: () => ({map: 'other.map', sample: 'x'})}).start()

  test.each(['auto', 'replace'] as const)('stops a sync, which names what may feed it: strategy %s', async (strategy) => {
    await using requests = feeding()
    await requests.more(50)
    const failure = await failureOf(sync({haproxy, map: 'fed.map', content}, {strategy}))
    expect(failure).toMatchObject({code: 'drift', exit: 4})
    expect(failure.hint).toMatch(/set-map.*--accept-drift/)
    expect(await haproxy.lookup('fed.map', 'key7')).toBe('old')
    await requests.stop()
    expect(requests.failures).toBe(0)
  })

  test('is synced when asked, with a caution', async () => {
    await using requests = feeding()
    await requests.more(50)
    const report = await sync({haproxy, map: 'fed.map', content}, {acceptDrift: true, caution})
    expect(report).toMatchObject({strategy: 'replace', entries: 2000, verified: true})
    expect(cautions.join('\n')).toMatch(/come and go|were added|changed/)
    await requests.stop()
    const dump = await haproxy.dump('fed.map')
    expect(dump.slice(0, 2000)).toEqual(Array.from({length: 2000}, (_, n) => [`key${n}`, 'new']))
    expect(dump.slice(2000).every(([key, value]) => key.startsWith('fed') && value === 'traffic')).toBe(true)
  })

  test('is shown, with a caution', async () => {
    await sync({haproxy, map: 'fed.map', content: numbered(50_000, (n) => `key${n} old`)}, {strategy: 'replace'})
    await using requests = feeding()
    await requests.more(50)
    const entries = await entriesIn(showEntries(await connect(haproxy), haproxy.file('fed.map'), {caution}))
    expect(entries.length).toBeGreaterThanOrEqual(50_000)
    expect(cautions).toEqual([expect.stringMatching(/came or went/)])
  })
})
