import {describe, expect, test} from 'vitest'
import {type Entry, type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {attempt, setContent, touchedAfterCommit} from './attempt.ts'
import {entriesOf, textOf} from './content.ts'
import {commits, type Fault, onceWhen, type Plan, type PlannedRequest} from './fault.ts'
import {Relay} from './relay.ts'

const old = entriesOf(40, 'old')
const fresh = entriesOf(40, 'new')
const sessions = ['oneshot', 'prompt'] as const

/** HAProxy with the old map, and a relay that disturbs the first commit. */
async function setUp(version: LabVersion): Promise<{haproxy: LabHaproxy; relay: Relay} & AsyncDisposable> {
  const haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
  const relay = await Relay.before(haproxy.socket)
  return {
    haproxy,
    relay,
    [Symbol.asyncDispose]: async () => {
      await relay[Symbol.asyncDispose]()
      await haproxy[Symbol.asyncDispose]()
    },
  }
}

const lost: readonly [name: string, fault: Fault, ran: boolean][] = [
  ['is cut after HAProxy has run it', {kind: 'lose-answer'}, true],
  ['is cut before HAProxy gets it', {kind: 'lose-request'}, false],
  ['is cut in its middle', {kind: 'cut-request'}, false],
  ['is run and never answered', {kind: 'stall-answer'}, true],
  ['is swallowed', {kind: 'stall-request'}, false],
]

describe.each(lab.since('2.4'))('a commit whose answer is lost, on HAProxy %s', (version) => {
  test.each(lost)('%s: it is rolled forward, and the version never touched again', async (_, fault) => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    for (const session of sessions) {
      await setContent(haproxy, 'big.map', old)
      relay.forget()
      relay.plan = onceWhen(commits, fault)
      const {exit, report} = await attempt(relay.address, haproxy.file('big.map'), fresh, {session, timeout: 250})
      expect({exit, version: report?.version}).toEqual({exit: 0, version: (await haproxy.header('big.map')).currVer})
      expect(await haproxy.dump('big.map')).toEqual(fresh)
      expect(relay.requests.filter((line) => commits({line}))).toHaveLength(2)
      expect(touchedAfterCommit(relay)).toEqual([])
    }
  })
})

/** The first two that fit. */
function twiceWhen(fits: (request: PlannedRequest) => boolean, fault: Fault): Plan {
  const plans = [onceWhen(fits, fault), onceWhen(fits, fault)]
  return (request) => plans[0]?.(request) ?? plans[1]?.(request)
}

describe.each(['2.6', '3.2'] as const)('what is lost after a commit is asked again, on HAProxy %s', (version) => {
  test.each(lost)('the commit and the one that rolls it forward: %s, and the third is answered', async (_, fault) => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    relay.plan = twiceWhen(commits, fault)
    expect(await attempt(relay.address, haproxy.file('big.map'), fresh, {timeout: 250})).toMatchObject({exit: 0})
    expect(await haproxy.dump('big.map')).toEqual(fresh)
    expect(touchedAfterCommit(relay)).toEqual([])
  })

  test.each([...lost, ['is something else', {kind: 'replace-answer', text: 'Something else.'}, true] as const])(
    'the look after it %s, twice',
    async (_, fault) => {
      await using lab = await setUp(version)
      const {haproxy, relay} = lab
      const state = {committed: false}
      const afterCommit = (request: PlannedRequest): boolean => {
        const after = state.committed
        state.committed ||= commits(request)
        return after
      }
      relay.plan = twiceWhen(afterCommit, fault)
      expect(await attempt(relay.address, haproxy.file('big.map'), fresh, {timeout: 250})).toMatchObject({exit: 0})
      expect(await haproxy.dump('big.map')).toEqual(fresh)
    },
  )
})

describe.each(['2.6', '3.2'] as const)('a commit whose outcome cannot be had, on HAProxy %s', (version) => {
  test.each(lost)('%s and nobody is let in any more: unknown, and nothing is cleared', async (_, fault, ran) => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    relay.plan = onceWhen(commits, {...fault, meanwhile: () => relay.refuse()})
    const {exit, error} = await attempt(relay.address, haproxy.file('big.map'), fresh, {timeout: 250})
    expect({exit, code: error?.code}).toEqual({exit: 5, code: 'outcome-unknown'})
    expect(error?.message).toMatch(/version 1 of .*big\.map was committed is not known/)
    expect(await haproxy.dump('big.map')).toEqual(ran ? fresh : old)
    expect(touchedAfterCommit(relay)).toEqual([])
  })

  test('HAProxy is killed under it: unknown', async () => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    relay.plan = onceWhen(commits, {kind: 'hold', meanwhile: () => haproxy.kill()})
    expect(await attempt(relay.address, haproxy.file('big.map'), fresh)).toMatchObject({exit: 5, error: {code: 'outcome-unknown'}})
  })

  test('HAProxy is reloaded under it: the new process gets the map, and the report is about that', async () => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    const before = await haproxy.pid()
    relay.plan = onceWhen(commits, {kind: 'lose-answer', meanwhile: () => haproxy.reload()})
    const {exit, report} = await attempt(relay.address, haproxy.file('big.map'), fresh, {timeout: 5000})
    const running = await haproxy.dump('big.map')
    if (exit === 0) {
      expect(report?.target.pid).toBe(await haproxy.pid())
      expect(running).toEqual(fresh)
    } else {
      expect(exit).toBe(5)
      expect([old, fresh]).toContainEqual(running)
    }
    expect(await haproxy.pid()).not.toBe(before)
  })
})

describe.each(lab.since('2.4'))('a second writer around a lost commit, on HAProxy %s', (version) => {
  const theirs: Entry[] = [['/theirs', 'yes']]

  test('who commits after it: ours was current, and that theirs followed is said', async () => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    relay.plan = onceWhen(commits, {kind: 'close-after', meanwhile: () => setContent(haproxy, 'big.map', theirs)})
    const {exit, cautions} = await attempt(relay.address, haproxy.file('big.map'), fresh)
    expect(exit).toBe(0)
    expect(cautions.join('\n')).toMatch(/another writer has committed a later version/)
    expect(await haproxy.dump('big.map')).toEqual(theirs)
  })

  test('who commits instead of it: never called success', async () => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    // HAProxy never gets our commit: no request ever saw our map
    relay.plan = onceWhen(commits, {kind: 'lose-request', meanwhile: () => setContent(haproxy, 'big.map', theirs)})
    const {exit} = await attempt(relay.address, haproxy.file('big.map'), fresh)
    expect([4, 5]).toContain(exit)
    expect(await haproxy.dump('big.map')).toEqual(theirs)
    expect(touchedAfterCommit(relay)).toEqual([])
  })

  test('who commits before it: conflict, and their map stays', async () => {
    await using lab = await setUp(version)
    const {haproxy, relay} = lab
    relay.plan = onceWhen(commits, {kind: 'hold', meanwhile: () => setContent(haproxy, 'big.map', theirs)})
    const {exit, error} = await attempt(relay.address, haproxy.file('big.map'), fresh)
    expect({exit, code: error?.code}).toEqual({exit: 4, code: 'conflict'})
    expect(await haproxy.dump('big.map')).toEqual(theirs)
  })
})

test('an answer that nobody knows claims nothing that is not so', async () => {
  await using lab = await setUp('3.2')
  const {haproxy, relay} = lab
  relay.plan = onceWhen(commits, {kind: 'replace-answer', text: 'Something else.'})
  const {exit} = await attempt(relay.address, haproxy.file('big.map'), fresh)
  expect(await haproxy.dump('big.map')).toEqual(fresh)
  expect([0, 5]).toContain(exit)
})

test('a signal after the commit was sent waits for its answer', async () => {
  await using lab = await setUp('3.2')
  const {haproxy, relay} = lab
  const controller = new AbortController()
  relay.plan = onceWhen(commits, {kind: 'hold', meanwhile: () => controller.abort(new Error('interrupted'))})
  const {exit} = await attempt(relay.address, haproxy.file('big.map'), fresh, {signal: controller.signal})
  expect(exit).toBe(0)
  expect(await haproxy.dump('big.map')).toEqual(fresh)
})
