import {describe, expect, test} from 'vitest'
import {abortByHand, RuntimeClient} from '../../src/index.ts'
import {abortByReplace} from '../../src/maps/abort-by-replace.ts'
import {hactl, Running} from '../cli/hactl.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay as FaultyRelay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {failureOf, leavingAlone, numbered, sync} from './support.ts'

const map = 'big.map'
const content = numbered(300, (n) => `key${n} new`)

/** What a writer leaves who prepares, loads and goes away. @returns the version */
async function leave(haproxy: LabHaproxy, entries: number): Promise<number> {
  const file = haproxy.file(map)
  const version = Number(/New version created: (\d+)/.exec(String(await haproxy.exchange(`prepare map ${file}`)))?.[1])
  for (let from = 0; from < entries; from += 500) {
    const some = numbered(Math.min(500, entries - from), (n) => `left${from + n} over`)
    expect(String(await haproxy.exchange(`add map @${version} ${file} <<\n${some}\n`))).toBe('\n')
  }
  return version
}

describe.each(lab.since('2.4'))('what a writer has left in HAProxy %s', (version) => {
  test.each(['auto', 'replace'] as const)('is told of with its version and its size, and goes with the commit: strategy %s', async (strategy) => {
    await using haproxy = await lab.start(version, {maps: {[map]: numbered(100, (n) => `key${n} old`)}})
    const left = await leave(haproxy, 700)
    const cautions: string[] = []
    const report = await sync({haproxy, map, content}, {strategy, caution: (text) => cautions.push(text)})
    expect(report).toMatchObject({verified: true, abandoned: 700, version: left + 1})
    expect(cautions).toEqual([expect.stringMatching(new RegExp(`^version ${left} of .* was never committed: 700 entries .* removed with this commit$`))])
    expect((await haproxy.header(map)).entryCount).toBe(300)
    expect(await sync({haproxy, map, content})).toMatchObject({strategy: 'none', abandoned: 0})
  })

  test('by a sync that was killed is told of by the next, which works', async () => {
    await using haproxy = await lab.start(version, {maps: {[map]: numbered(100, (n) => `key${n} old`)}, files: {'new.map': content}})
    await using relay = await FaultyRelay.before(haproxy.socket)
    const args = ['map', 'sync', haproxy.file('new.map'), '--map', haproxy.file(map), '--session', 'oneshot', '--chunk-size', '1000']
    let payloads = 0
    relay.plan = onceWhen(({line}) => line.startsWith('add map @') && (payloads += 1) === 3, {kind: 'hold', meanwhile: () => running.signal('SIGKILL')})
    const running = new Running([...args, '-s', relay.address])
    expect(await running.ended).toMatchObject({status: null})
    await expect.poll(async () => (await haproxy.dump(map, 1)).length).toBeGreaterThan(0)
    const ended = await hactl([...args, '-s', haproxy.socket])
    expect(ended.stderr).toMatch(/Warning: version 1 of .* was never committed: \d+ entries in HAProxy's memory, removed with this commit/)
    expect(ended.status).toBe(0)
    expect((await haproxy.header(map)).entryCount).toBe(300)
  })

  test('stays where nothing has to be committed, and what removes it is said', async () => {
    await using haproxy = await lab.start(version, {maps: {[map]: content}})
    const left = await leave(haproxy, 50)
    const cautions: string[] = []
    const report = await leavingAlone(haproxy, map, () => sync({haproxy, map, content}, {caution: (text) => cautions.push(text)}))
    expect(report).toMatchObject({strategy: 'none', abandoned: 50})
    expect(cautions).toEqual([expect.stringContaining(`hactl map abort ${haproxy.file(map)} ${left} --by-replace`)])
    const client = await RuntimeClient.connect(haproxy.socket)
    const steps: {phase: string; done?: number; total?: number}[] = []
    const progress = (step: (typeof steps)[number]) => void steps.push(step)
    await abortByReplace(client, haproxy.file(map), left, {progress})
    expect((await haproxy.header(map)).entryCount).toBe(300)
    expect(steps.map(({phase}) => phase)).toEqual(expect.arrayContaining(['prepare', 'load', 'verify', 'commit']))
    expect(steps.findLast(({phase}) => phase === 'load')).toMatchObject({done: 300, total: 300})
    steps.length = 0
    await abortByHand(client, haproxy.file(map), await leave(haproxy, 20), {progress}).catch(() => {}) // 3.4 cannot
    expect(steps).toEqual([{phase: 'count'}, {phase: 'remove', total: 20, unit: 'entries'}])
  })

  test.each(['auto', 'replace'] as const)(
    'is too much beyond twice what there should be: refused, 2, until it is accepted or removed: strategy %s',
    async (strategy) => {
      await using haproxy = await lab.start(version, {maps: {[map]: numbered(100, (n) => `key${n} old`)}})
      await leave(haproxy, 12_000)
      const left = await leave(haproxy, 8001)
      const refused = await leavingAlone(haproxy, map, () => failureOf(sync({haproxy, map, content}, {strategy})))
      expect(refused).toMatchObject({code: 'leftover', exit: 2})
      expect(refused.message).toMatch(/20,001 entries .* never committed \(versions 1 to 2\), beside 100 entries/)
      expect(refused.hint).toContain(`hactl map abort ${haproxy.file(map)} ${left} --by-replace`)
      expect(refused.hint).toContain('--accept-leftover')
      expect(await sync({haproxy, map, content}, {strategy, acceptLeftover: true})).toMatchObject({abandoned: 20_001, verified: true})
      expect((await haproxy.header(map)).entryCount).toBe(300)
      await leave(haproxy, 20_000)
      expect(await sync({haproxy, map, content: numbered(300, (n) => `key${n} again`)}, {strategy})).toMatchObject({abandoned: 20_000})
    },
  )

  test('of a map that is used twice is counted by its versions, since HAProxy’s count drifts', async () => {
    const twice = '    http-request set-header x-twice %[path,map_beg({folder}/big.map)]'.trim()
    await using haproxy = await lab.start(version, {maps: {[map]: ''}, frontendLines: [twice]})
    for (let round = 0; round < 4; round += 1) await sync({haproxy, map, content: numbered(12_000, (n) => `key${n} ${round}`)})
    // each entry was added twice and taken off once
    expect((await haproxy.header(map)).entryCount).toBeGreaterThan(48_000)
    expect(await sync({haproxy, map, content: numbered(12_000, (n) => `key${n} more`)})).toMatchObject({abandoned: 0})
    await leave(haproxy, 30)
    expect(await sync({haproxy, map, content})).toMatchObject({abandoned: 30})
  })

  test('by a job that fails night after night stays within bounds', async () => {
    await using haproxy = await lab.start(version, {maps: {[map]: numbered(100, (n) => `key${n} old`)}})
    // what is loaded is never what was sent, and giving it up never works
    const spoil = (request: string) => request.replace('key7 new\n', '').replace('clear map @', 'clear nothing @')
    await using relay = await Relay.before(haproxy, {rewrite: spoil})
    const nightly = numbered(9000, (n) => `key${n} new`)
    const codes: string[] = []
    const counts: number[] = []
    for (let night = 0; night < 30; night += 1) {
      const {code} = await failureOf(sync({haproxy, map, content: nightly, through: relay}, {strategy: night % 2 === 0 ? 'auto' : 'replace'}))
      codes.push(code)
      counts.push((await haproxy.header(map)).entryCount ?? 0)
    }
    // three nights, until there is more than twice 10,000; the others load nothing
    expect(codes).toEqual([...Array<string>(3).fill('verification-failed'), ...Array<string>(27).fill('leftover')])
    expect(Math.max(...counts)).toBeLessThanOrEqual(100 + 20_000 + 9000)
    expect((await haproxy.dump(map)).length).toBe(100)
    await abortByReplace(await RuntimeClient.connect(haproxy.socket), haproxy.file(map), 3, {})
    expect((await haproxy.header(map)).entryCount).toBe(100)
    expect(haproxy.alive()).toBe(true)
  })
})
