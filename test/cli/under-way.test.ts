import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {entriesOf, textOf} from '../faults/content.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {Running} from './hactl.ts'

const old = entriesOf(50, 'old')
const fresh = entriesOf(3000, 'new')

/** A sync in a session that is told to stop when some payloads are on their way, each of which takes its time. */
async function stoppedAmidPayloads(version: (typeof lab.versions)[number], each: number, signal: 'SIGINT' | 'SIGTERM') {
  const haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}, files: {'new.map': textOf(fresh)}})
  const relay = await Relay.before(haproxy.socket)
  let payloads = 0
  relay.plan = ({line}) => {
    if (!line.startsWith('add map @')) return undefined
    payloads += 1
    if (payloads === 8) running.signal(signal)
    return {kind: 'hold', meanwhile: () => pause(each)}
  }
  const args = ['map', 'sync', haproxy.file('new.map'), '--map', haproxy.file('big.map'), '-s', relay.address]
  const running = new Running([...args, '--session', 'prompt', '--chunk-size', '500'])
  const ended = await running.ended
  return {
    haproxy,
    ended,
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]()
      await haproxy[Symbol.asyncDispose]()
    },
  }
}

describe.each(lab.since('2.4'))('a signal while payloads are on their way to HAProxy %s', (version) => {
  const removes = version !== '3.4'

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: they are waited for, then the version is given up whole', async (signal, status) => {
    await using stopped = await stoppedAmidPayloads(version, 15, signal)
    const {haproxy, ended} = stopped
    expect(ended.status).toBe(status)
    expect(await haproxy.dump('big.map')).toEqual(old)
    const count = (await haproxy.header('big.map')).entryCount
    if (removes) {
      expect(ended.stderr).not.toMatch(/stays|not known/)
      expect(count).toBe(old.length)
    } else expect(ended.stderr).toMatch(/prepared version 1 .* stays/)
    // nothing arrives afterwards
    await pause(300)
    expect((await haproxy.header('big.map')).entryCount).toBe(count)
  })

  test('who does not answer is not waited for longer than a second, and it is said what is not known', async () => {
    await using stopped = await stoppedAmidPayloads(version, 1200, 'SIGINT')
    const {haproxy, ended} = stopped
    expect(ended.status).toBe(130)
    expect(ended.stderr).toMatch(
      removes ? /whether all of the prepared version 1 .* is not known: [\d,]+ entries that were sent before have had no answer/ : /stays/,
    )
    expect(await haproxy.dump('big.map')).toEqual(old)
  })
})
