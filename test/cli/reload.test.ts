import {describe, expect, test} from 'vitest'
import {setContent} from '../faults/attempt.ts'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {commits, type Fault, onceWhen, type PlannedRequest} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {errorIn, hactl, inChunks, syncOf} from './hactl.ts'

const fromFile = entriesOf(30, 'file')
const fresh = entriesOf(400, 'new')

function thirdChunk(): (request: PlannedRequest) => boolean {
  let chunks = 0
  return ({line}) => line.startsWith('add map @') && (chunks += 1) === 3
}

/** Places between `prepare` and the end, in the order of a sync. */
const places: readonly [name: string, fits: () => (request: PlannedRequest) => boolean][] = [
  [
    'before prepare',
    () =>
      ({line}) =>
        line.includes(';prepare map'),
  ],
  ['before the third chunk', thirdChunk],
  [
    'before it is read back',
    () =>
      ({line}) =>
        line.includes(';show map @'),
  ],
  [
    'before the last look',
    () =>
      ({line}) =>
        line.startsWith('set timeout cli') && !line.includes(';'),
  ],
  ['before the commit', () => commits],
]

/** `hold`: before HAProxy is asked; `close-after`: HAProxy has answered, the client has not read it. */
const moments = ['hold', 'close-after'] as const

describe.each(lab.since('2.4'))('a reload of HAProxy %s', (version) => {
  // a session is much the same on each version: two of them will do
  test.each(version === '2.6' || version === '3.2' ? ['oneshot', 'prompt'] : ['oneshot'])(
    'at any moment of a sync (%s): noticed, done once more on the new process, and right',
    async (session) => {
      await using haproxy = await lab.start(version, {maps: {'big.map': textOf(fromFile)}, files: {'new.map': textOf(fresh)}})
      await using relay = await Relay.before(haproxy.socket)
      for (const [name, fits] of places) {
        for (const kind of moments) {
          const place = `${name}, ${kind}`
          const before = await haproxy.pid()
          await setContent(haproxy, 'big.map', fromFile)
          // a session that is cut right after an answer is another matter: any-step.test.ts
          const fault: Fault = kind === 'close-after' && name !== 'before the commit' && session === 'prompt' ? {kind: 'hold'} : {kind}
          relay.plan = onceWhen(fits(), {...fault, meanwhile: () => haproxy.reload()})
          const ended = await hactl(syncOf(haproxy, {at: relay.address}, ...inChunks(session), '-o', 'json'))
          expect({place, status: ended.status, stderr: ended.stderr}).toEqual({
            place,
            status: 0,
            stderr: expect.stringMatching(/Warning: HAProxy was reloaded meanwhile .*starting again/),
          })
          const pid = await haproxy.pid()
          expect(pid).not.toBe(before)
          expect({place, target: (JSON.parse(ended.stdout) as {target: {pid: number}}).target.pid}).toEqual({place, target: pid})
          expect({place, difference: firstDifference(await haproxy.dump('big.map'), fresh)}).toEqual({place, difference: undefined})
        }
      }
    },
  )

  test('is noticed where somebody has prepared a version of the same number on the new process', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(fromFile)}, files: {'new.map': textOf(fresh)}})
    const map = haproxy.file('big.map')
    const prepareTheirs = async (): Promise<void> => {
      await haproxy.reload()
      expect(String(await haproxy.exchange(`prepare map ${map}`))).toBe('New version created: 1\n\n')
      expect(String(await haproxy.exchange(`add map @1 ${map} /theirs yes`))).toBe('\n')
    }
    await using relay = await Relay.before(haproxy.socket, {plan: onceWhen(thirdChunk(), {kind: 'hold', meanwhile: prepareTheirs})})
    const ended = await hactl(syncOf(haproxy, {at: relay.address}, ...inChunks(), '-o', 'json'))
    expect(ended).toMatchObject({status: 0, stderr: expect.stringMatching(/reloaded meanwhile/)})
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })

  test('that comes again is not followed for ever', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(fromFile)}, files: {'new.map': textOf(fresh)}})
    await using relay = await Relay.before(haproxy.socket, {
      plan: ({line}) => (line.includes(';show map @') ? {kind: 'hold', meanwhile: () => haproxy.reload()} : undefined),
    })
    const ended = await hactl(syncOf(haproxy, {at: relay.address}, '-o', 'json'))
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 4, code: 'reloaded'})
    expect(await haproxy.dump('big.map')).toEqual(fromFile)
  })

  test('during a transaction by hand is noticed at its commit', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(fromFile)}, files: {'new.map': textOf(fresh)}})
    const map = haproxy.file('big.map')
    const run = (...args: string[]) => hactl(['map', ...args, '-s', haproxy.socket, '-o', 'json'])
    expect(await run('prepare', map)).toMatchObject({status: 0})
    expect(await run('load', map, '1', haproxy.file('new.map'))).toMatchObject({status: 0})
    await haproxy.reload()
    const ended = await run('commit', map, '1')
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 2, code: 'version-unknown'})
    expect(await haproxy.dump('big.map')).toEqual(fromFile)
  })

  test('under a dump is not taken for its end', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(fromFile)}})
    const map = haproxy.file('big.map')
    await using relay = await Relay.before(haproxy.socket, {
      plan: onceWhen(({line}) => line.endsWith(`show map ${map}`), {kind: 'hold', meanwhile: () => haproxy.reload()}),
    })
    const ended = await hactl(['map', 'show', map, '-s', relay.address, '-o', 'plain'])
    // all of it from one process, or an error
    if (ended.status === 0) expect(ended.stdout.split('\n')).toHaveLength(fromFile.length + 1)
    else expect(ended).toMatchObject({status: 4, stderr: expect.stringMatching(/reloaded/)})
  })
})
