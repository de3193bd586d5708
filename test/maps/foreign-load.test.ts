import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {onceWhen, type Plan, type PlannedRequest} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {Foreign} from './foreign.ts'
import {failureOf, numbered, sync} from './support.ts'

const map = 'big.map'
const content = numbered(3000, (n) => `key${n} new`)
const old = numbered(200, (n) => `key${n} old`)
const sessions = ['oneshot', 'prompt'] as const

const loads = ({line}: PlannedRequest): boolean => line.startsWith('add map @')

/** Each payload takes its time: a load of several seconds, with few entries. ms */
const slowly =
  (each: number): Plan =>
  (request) =>
    loads(request) ? {kind: 'hold', meanwhile: () => pause(each)} : undefined

async function start(version: LabVersion): Promise<LabHaproxy> {
  return lab.start(version, {maps: {[map]: old}})
}

/** How long a sync goes on after something has happened in the middle of its load. @returns how it ended, and ms from there */
async function after(
  haproxy: LabHaproxy,
  session: 'oneshot' | 'prompt',
  happens: () => Promise<void>,
): Promise<{failure: {code: string; exit: number}; took: number}> {
  await using relay = await Relay.before(haproxy.socket)
  let happened = 0
  const slow = slowly(100)
  const once = onceWhen(loads, {
    kind: 'hold',
    meanwhile: async () => {
      await happens()
      happened = performance.now()
    },
  })
  relay.plan = (request) => once(request) ?? slow(request)
  // a few seconds of payloads are written ahead in a session; they must not keep the news from us
  const {code, exit} = await failureOf(sync({haproxy, map, content, through: {socket: relay.address}}, {session, chunkSize: 800, lock: false}))
  return {failure: {code, exit}, took: performance.now() - happened}
}

describe.each(lab.since('2.4'))('a writer that is not hactl, on HAProxy %s', (version) => {
  describe.each(sessions)('while we load, %s', (session) => {
    test('who commits a version is noticed within two seconds: conflict, and theirs stays', async () => {
      await using haproxy = await start(version)
      const foreign = new Foreign(haproxy, map)
      const {failure, took} = await after(haproxy, session, async () => {
        await foreign.prepare()
        await foreign.load(3)
        await foreign.commit()
      })
      expect(failure).toEqual({code: 'conflict', exit: 4})
      expect(took).toBeLessThan(2000)
      expect((await haproxy.dump(map)).map(([key]) => key)).toEqual(['their0', 'their1', 'their2'])
    })

    test('who goes on with a lower version that was taken for abandoned is noticed within two seconds: conflict, and nothing is committed', async () => {
      await using haproxy = await start(version)
      const foreign = new Foreign(haproxy, map)
      await foreign.prepare()
      const {failure, took} = await after(haproxy, session, () => foreign.load(10))
      expect(failure).toEqual({code: 'conflict', exit: 4})
      expect(took).toBeLessThan(2000)
      expect((await haproxy.dump(map)).length).toBe(200)
      await foreign.commit()
      expect((await haproxy.dump(map)).length).toBe(10)
    })

    test('who adds an entry to the running map is noticed within two seconds: drift, and the entry stays', async () => {
      await using haproxy = await start(version)
      const {failure, took} = await after(haproxy, session, async () => {
        await haproxy.exchange(`add map ${haproxy.file(map)} one more`)
      })
      expect(failure).toEqual({code: 'drift', exit: 4})
      expect(took).toBeLessThan(2000)
      expect((await haproxy.dump(map)).length).toBe(201)
    })

    test('who loads a higher version does not stop us, is told of, and is behind', async () => {
      await using haproxy = await start(version)
      const foreign = new Foreign(haproxy, map)
      const cautions: {text: string; at: number}[] = []
      await using relay = await Relay.before(haproxy.socket)
      let happened = Number.POSITIVE_INFINITY
      const slow = slowly(60)
      const once = onceWhen(loads, {
        kind: 'hold',
        meanwhile: async () => {
          await foreign.prepare()
          await foreign.load(10)
          happened = performance.now()
        },
      })
      relay.plan = (request) => once(request) ?? slow(request)
      const report = await sync(
        {haproxy, map, content, through: {socket: relay.address}},
        {session, chunkSize: 800, caution: (text) => cautions.push({text, at: performance.now()})},
      )
      expect(report).toMatchObject({verified: true, version: 1})
      expect(cautions.map(({text}) => text)).toEqual([expect.stringMatching(/another writer has prepared a version/)])
      expect((cautions[0]?.at ?? 0) - happened).toBeLessThan(2000)
      expect((await haproxy.dump(map)).length).toBe(3000)
      // committing theirs later is theirs to answer for: they come after us
      await foreign.commit()
      expect((await haproxy.dump(map)).length).toBe(10)
    })
  })

  test('who loads a lower version is waited for, with nothing loaded; when it is committed, it is a conflict', async () => {
    await using haproxy = await start(version)
    const foreign = new Foreign(haproxy, map)
    await foreign.prepare()
    await using relay = await Relay.before(haproxy.socket)
    const ended = failureOf(sync({haproxy, map, content, through: {socket: relay.address}}, {strategy: 'replace'}))
    // longer than an abandoned version would be waited for
    for (let part = 0; part < 20; part += 1) {
      await foreign.load(10)
      await pause(100)
    }
    await expect.poll(() => relay.requests.some((request) => request.includes('prepare map'))).toBe(true)
    await foreign.commit()
    expect(await ended).toMatchObject({code: 'conflict', exit: 4})
    expect(relay.requests.filter((request) => request.startsWith('add map'))).toEqual([])
    expect((await haproxy.dump(map)).length).toBe(200)
  })

  test('who has a lower version is waited for with --wait, and then the plan is made anew', async () => {
    await using haproxy = await start(version)
    const foreign = new Foreign(haproxy, map)
    await foreign.prepare()
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.includes('prepare map'), {
      kind: 'close-after',
      meanwhile: async () => {
        await foreign.load(10)
        await foreign.commit()
      },
    })
    const report = await sync({haproxy, map, content, through: {socket: relay.address}}, {wait: true})
    expect(report).toMatchObject({verified: true, added: 3000, removed: 10})
    expect((await haproxy.dump(map)).length).toBe(3000)
  })
})
