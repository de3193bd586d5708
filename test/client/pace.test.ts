import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {Pace} from '../../src/client/pace.ts'
import {lab} from '../haproxy/lab.ts'
import {loaded} from '../maps/loader.ts'
import {Relay} from '../maps/relay.ts'
import {numbered, sync} from '../maps/support.ts'

const content = numbered(1000, (index) => `/path/${index} backend_${index}`)

/** A clock that only pauses move on; its timers are late, as real ones are. */
function clock(late: number) {
  let now = 0
  return {now: () => now, pause: (milliseconds: number) => Promise.resolve((now += Math.max(1, milliseconds) + late))}
}

describe('a pace', () => {
  test('leaves HAProxy its share of the time, to a millisecond, however late the timers are', async () => {
    const steps = fc.array(fc.double({min: 0, max: 5, noNaN: true}), {minLength: 1, maxLength: 200})
    await fc.assert(
      fc.asyncProperty(fc.integer({min: 1, max: 100}), steps, fc.double({min: 0, max: 3, noNaN: true}), async (percent, busy, late) => {
        const {now, pause} = clock(late)
        const pace = new Pace(percent / 100, pause, now)
        for (const each of busy) await pace.rest(each)
        const worked = busy.reduce((sum, each) => sum + each, 0)
        const due = worked / (percent / 100) - worked
        expect(now()).toBeGreaterThanOrEqual(due - 1.001)
        // and no more than the last pause too long
        expect(now()).toBeLessThanOrEqual(due + 1 + late + 0.001)
      }),
    )
  })
})

describe.each(lab.since('2.4'))('a paced sync on HAProxy %s', (version) => {
  test.each(['oneshot', 'prompt'] as const)('sends small payloads (%s), and the content is right', async (session) => {
    await using haproxy = await lab.start(version, {maps: {'m.map': '/a b\n'}})
    const report = await sync({haproxy, map: 'm.map', content, pace: 0.5}, {session})
    expect(report.chunks).toBeGreaterThanOrEqual(Math.ceil(report.bytes / 2048))
    expect(await haproxy.dump('m.map')).toEqual(loaded(content))
  })
})

describe.each(lab.since('3.2'))('a session on HAProxy %s', (version) => {
  test.each([
    ['paced', 0.5, 1],
    ['not paced', undefined, 2],
  ] as const)('%s', async (_, pace, ahead) => {
    await using haproxy = await lab.start(version, {maps: {'m.map': '/a b\n'}})
    let most = 0
    const count = (text: string, what: string): number => text.split(what).length - 1
    await using relay: Relay = await Relay.before(haproxy, {
      // of a session's answers the first two are those of `prompt i` and `set timeout cli`
      before: () => {
        for (const {request, answer} of relay.talks) most = Math.max(most, count(request, 'add map @') - Math.max(0, count(answer, '\n') - 2))
        return undefined
      },
    })
    await sync({haproxy, map: 'm.map', content, through: relay, pace}, {session: 'prompt', chunkSize: 2048})
    if (ahead === 1) expect(most).toBe(1)
    else expect(most).toBeGreaterThanOrEqual(ahead)
  })
})
