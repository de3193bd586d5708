import {describe, expect, test} from 'vitest'
import {type Entry, lab, traffic} from '../haproxy/lab.ts'
import {attempt} from './attempt.ts'
import {entriesOf, firstDifference, textOf} from './content.ts'
import {Relay} from './relay.ts'

const old = entriesOf(40, 'old')

describe.each(lab.since('2.4'))('what goes over the wire to HAProxy %s', (version) => {
  test.each([8192, 16_384, 65_536])('is never more than its buffer of %i bytes at once, and nearly that much', async (bufsize) => {
    await using haproxy = await lab.start(version, {bufsize, maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    // lengths that meet the end of a chunk in many ways
    const many = (letter: string): Entry[] => Array.from({length: 6000}, (_, index) => [`/${index}`, letter.repeat(index % 97)])
    for (const session of ['oneshot', 'prompt'] as const) {
      relay.forget()
      const entries = many(session === 'oneshot' ? 'o' : 'p')
      expect(await attempt(relay.address, haproxy.file('big.map'), entries, {session, timeout: 10_000})).toMatchObject({exit: 0})
      expect(firstDifference(await haproxy.dump('big.map'), entries)).toBeUndefined()
      const longest = Math.max(...relay.requests.map((request) => request.length))
      expect(longest).toBeLessThanOrEqual(bufsize - 32)
      expect(longest).toBeGreaterThan(bufsize * 0.9)
    }
  })

  test('no side is closed before the answer, and one payload at a time is under way on one-shot connections', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    const underWay = {now: 0, most: 0}
    await using relay = await Relay.before(haproxy.socket, {
      plan: ({line}) => {
        if (!line.startsWith('add map @')) return undefined
        underWay.most = Math.max(underWay.most, (underWay.now += 1))
        return {kind: 'hold', meanwhile: () => new Promise<void>((resolve) => setTimeout(resolve, 5)).then(() => void (underWay.now -= 1))}
      },
    })
    expect(await attempt(relay.address, haproxy.file('big.map'), entriesOf(200, 'new'), {session: 'oneshot', chunkSize: 500, timeout: 10_000})).toMatchObject({
      exit: 0,
    })
    expect(underWay.most).toBe(1)
    expect(relay.connections.filter(({endedEarly}) => endedEarly)).toEqual([])
  })

  test('is nothing that changes anything when the content is alike', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    expect(await attempt(relay.address, haproxy.file('big.map'), old)).toMatchObject({exit: 0, report: {strategy: 'none', version: null, chunks: 0}})
    expect(relay.requests.filter((request) => /\b(?:prepare|add|set|del|clear|commit) map\b/.test(request))).toEqual([])
  })

  test('goes through one session when a round trip takes long, and else not', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket, {latency: 5})
    const loadsOf = (): number[] => [
      ...new Set(relay.connections.flatMap(({sent}, number) => (sent.includes('\nadd map @') || sent.indexOf('add map @') === 0 ? [number] : []))),
    ]
    expect(await attempt(relay.address, haproxy.file('big.map'), entriesOf(40, 'new'), {chunkSize: 100, timeout: 10_000})).toMatchObject({exit: 0})
    expect(loadsOf()).toHaveLength(1)
    expect(await haproxy.dump('big.map')).toEqual(entriesOf(40, 'new'))
  })
})

test('traffic goes on while answers are lost', async () => {
  const fresh = entriesOf(40, 'new')
  await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}})
  await using relay = await Relay.before(haproxy.socket)
  const seen = new Set<string | undefined>()
  await using requests = traffic(haproxy, {next: () => ({map: 'big.map', sample: '/key-0'}), onAnswer: (_, value) => void seen.add(value)}).start()
  for (let step = 0; step < 20; step += 1) {
    relay.forget()
    relay.plan = ({index}) => (index === step ? {kind: 'lose-answer'} : undefined)
    await attempt(relay.address, haproxy.file('big.map'), step % 2 === 0 ? fresh : old, {chunkSize: 200})
  }
  relay.plan = () => undefined
  expect(await attempt(relay.address, haproxy.file('big.map'), fresh, {chunkSize: 200})).toMatchObject({exit: 0})
  await requests.more(100)
  await requests.stop()
  expect(requests.failures).toBe(0)
  expect(seen).toEqual(new Set(['old-0', 'new-0']))
})
