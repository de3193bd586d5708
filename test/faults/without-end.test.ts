import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {attempt, setContent} from './attempt.ts'
import {entriesOf, textOf} from './content.ts'
import {onceWhen, type PlannedRequest} from './fault.ts'
import {Relay} from './relay.ts'

const old = entriesOf(40, 'old')
const fresh = entriesOf(40, 'new')

const steps: readonly [name: string, fits: (request: PlannedRequest) => boolean, session: 'oneshot' | 'prompt', text: string][] = [
  ['the probe', ({line}) => line.includes('show cli level'), 'oneshot', '0.Name.0:POS:str:HAProxy\n'],
  ['the list of maps', ({line}) => line === 'show info typed;show map', 'oneshot', '# id (file) description\n'],
  ['the dump of the running map', ({line}) => line.startsWith('set timeout cli 3600;show info'), 'oneshot', '0x55d0 /key value\n'],
  ['a chunk, one-shot', ({line}) => line.startsWith('add map @'), 'oneshot', 'text\n'],
  ['a chunk, in a session', ({line}) => line.startsWith('add map @'), 'prompt', 'text\n'],
  ['the read back', ({line}) => line.includes('show map @'), 'oneshot', '0x55d0 /key value\n'],
  ['the last look, in the session of the commit', ({line}) => line === 'show map', 'oneshot', 'text\n'],
]

describe('an answer that never ends', () => {
  test.each(steps)('%s: dripping, it is given up in time, and the map is the old one', async (_, fits, session, text) => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    // a line every 20 ms: never silent for long, never over
    relay.plan = onceWhen(fits, {kind: 'endless-answer', text, pause: 20})
    const {exit} = await attempt(relay.address, haproxy.file('big.map'), fresh, {session, timeout: 200, deadline: 5000})
    expect(exit).toBe(3)
    expect(await haproxy.dump('big.map')).toEqual(old)
  })

  test.each(steps)('%s: as fast as it can be read, it is given up before it fills the memory', async (_, fits, session, text) => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    const before = process.memoryUsage().rss
    relay.plan = onceWhen(fits, {kind: 'endless-answer', text: text.repeat(4000)})
    const {exit} = await attempt(relay.address, haproxy.file('big.map'), fresh, {session, timeout: 1000, deadline: 20_000})
    expect(exit).toBe(3)
    expect(await haproxy.dump('big.map')).toEqual(old)
    expect(process.memoryUsage().rss - before).toBeLessThan(1 << 30)
  })

  test('of the commit: it is rolled forward', async () => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.startsWith('commit map'), {kind: 'endless-answer', text: 'text\n', pause: 20})
    const {exit} = await attempt(relay.address, haproxy.file('big.map'), fresh, {timeout: 200, deadline: 5000})
    expect([0, 5]).toContain(exit)
    expect(await haproxy.dump('big.map')).toEqual(exit === 0 ? fresh : old)
  })
})

test.each(lab.since('2.4'))('every answer byte by byte is the same sync on HAProxy %s', async (version) => {
  await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
  await using relay = await Relay.before(haproxy.socket, {plan: () => ({kind: 'drip-answer'})})
  for (const session of ['oneshot', 'prompt'] as const) {
    await setContent(haproxy, 'big.map', old)
    expect(await attempt(relay.address, haproxy.file('big.map'), fresh, {session, chunkSize: 200, timeout: 10_000})).toMatchObject({exit: 0, error: undefined})
    expect(await haproxy.dump('big.map')).toEqual(fresh)
  }
})
