import {spawnSync} from 'node:child_process'
import {readdirSync, readlinkSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {describe, expect, test} from 'vitest'
import {attempt, setContent, touchedAfterCommit} from '../faults/attempt.ts'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {commits, onceWhen, type PlannedRequest} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type Entry, type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {errorIn, hactl, inChunks, Running, syncOf} from './hactl.ts'

const old = entriesOf(50, 'old')
const fresh = entriesOf(400, 'new')
const sessions = ['oneshot', 'prompt'] as const

/** Whether a process has a file open. */
const isOpenIn = (pid: number | undefined, path: string): boolean => {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).some((name) => {
    try {
      return readlinkSync(`${folder}/${name}`) === path
    } catch {
      return false // closed meanwhile
    }
  })
}

/** The third chunk of a load. */
function thirdChunk(): (request: PlannedRequest) => boolean {
  let chunks = 0
  return ({line}) => line.startsWith('add map @') && (chunks += 1) === 3
}

async function setUp(
  version: LabVersion,
): Promise<{haproxy: LabHaproxy; relay: Relay; sync: (session?: string, ...more: string[]) => string[]} & AsyncDisposable> {
  const haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}, files: {'new.map': textOf(fresh)}})
  const relay = await Relay.before(haproxy.socket)
  return {
    haproxy,
    relay,
    sync: (session, ...more) => syncOf(haproxy, {at: relay.address}, ...inChunks(session), '-o', 'json', ...more),
    [Symbol.asyncDispose]: async () => {
      await relay[Symbol.asyncDispose]()
      await haproxy[Symbol.asyncDispose]()
    },
  }
}

describe.each(lab.since('2.4'))('a signal during the load on HAProxy %s', (version) => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s: status %i, the map untouched, and nothing that keeps the next sync out', async (signal, status) => {
    await using lab = await setUp(version)
    const {haproxy, relay, sync} = lab
    for (const session of sessions) {
      relay.plan = onceWhen(thirdChunk(), {kind: 'stall-request', meanwhile: () => running.signal(signal)})
      const running = new Running(sync(session))
      const ended = await running.ended
      expect({status: ended.status, ...errorIn(ended)}, ended.stderr).toMatchObject({
        status,
        code: 'interrupted',
        hint: 'nothing that traffic sees was changed',
      })
      expect(await haproxy.dump('big.map')).toEqual(old)
      // where HAProxy can do that safely, what was loaded is gone
      if (Number(version) < 3.4) expect(await haproxy.header('big.map')).toMatchObject({entryCount: old.length})
      else expect(ended.stderr).toMatch(/stays in HAProxy's memory, invisible to traffic/)
    }
    expect(await hactl(sync())).toMatchObject({status: 0})
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
    expect(await haproxy.header('big.map')).toMatchObject({entryCount: fresh.length})
  })
})

describe('a signal', () => {
  test('after the commit was sent waits for its answer: 0', async () => {
    await using lab = await setUp('3.2')
    const {haproxy, relay, sync} = lab
    relay.plan = onceWhen(commits, {kind: 'hold', meanwhile: () => running.signal('SIGINT')})
    const running = new Running(sync())
    expect(await running.ended).toMatchObject({status: 0})
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })

  test('a second one, after the commit was sent, leaves at once: 5', async () => {
    await using lab = await setUp('3.2')
    const {relay, sync} = lab
    relay.plan = onceWhen(commits, {
      kind: 'stall-request',
      meanwhile: async () => {
        running.signal('SIGINT')
        // the first one is heard before the second comes
        await new Promise((resolve) => setTimeout(resolve, 100))
        running.signal('SIGINT')
      },
    })
    const running = new Running(sync())
    expect(await running.ended).toMatchObject({status: 5, stderr: expect.stringMatching(/may or may not be done/)})
    expect(touchedAfterCommit(relay)).toEqual([])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s while standard input is read ends at once: %i', async (signal, status) => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    for (const args of [syncOf(haproxy, {file: '-', at: relay.address}), ['exec', `add map ${haproxy.file('big.map')} <<`, '-s', relay.address]]) {
      relay.forget()
      const running = new Running(args, {openInput: true, deadline: 10_000})
      running.child.stdin?.write('/x y\n')
      // the probe is answered: next it waits for its input
      await expect.poll(() => relay.connections.map(({received}) => received.length > 0)).toEqual([true])
      await new Promise((resolve) => setTimeout(resolve, 50))
      running.signal(signal)
      expect({args, status: (await running.ended).status}).toEqual({args, status})
    }
    expect(await haproxy.dump('big.map')).toEqual(old)
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s while a named pipe has no writer yet ends at once: %i', async (signal, status) => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    const pipe = haproxy.file('pipe')
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
    const running = new Running(syncOf(haproxy, {file: 'pipe', at: relay.address}), {deadline: 10_000})
    await expect.poll(() => isOpenIn(running.child.pid, pipe)).toBe(true)
    running.signal(signal)
    expect(await running.ended).toMatchObject({status, stderr: expect.stringMatching(/interrupted by/)})
    // and with one it goes on as ever
    const writing = new Running(syncOf(haproxy, {file: 'pipe', at: relay.address}), {deadline: 10_000})
    await expect.poll(() => isOpenIn(writing.child.pid, pipe)).toBe(true)
    await writeFile(pipe, textOf(fresh))
    expect(await writing.ended).toMatchObject({status: 0})
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })

  test.each(['map show', 'map diff', 'exec'])('during a long answer ends %s at once: 130', async (name) => {
    await using lab = await setUp('3.2')
    const {haproxy, relay} = lab
    const map = haproxy.file('big.map')
    const args =
      {'map show': ['map', 'show', map], 'map diff': ['map', 'diff', haproxy.file('new.map'), '--map', map], exec: ['exec', `show map ${map}`]}[name] ?? []
    relay.plan = onceWhen(({line}) => line.endsWith(`show map ${map}`), {kind: 'stall-answer', meanwhile: () => running.signal('SIGINT')})
    const running = new Running([...args, '-s', relay.address], {deadline: 10_000})
    expect(await running.ended).toMatchObject({status: 130, stdout: '', stderr: expect.stringMatching(/interrupted by SIGINT/)})
  })
})

describe('a signal while exec waits for the answer', () => {
  test.each([
    ['SIGINT', 'stall-answer', 'new'],
    ['SIGTERM', 'stall-request', 'old'],
  ] as const)('to a change: %s (%s), and whether HAProxy ran it is not known: 5', async (signal, kind, value) => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': '/a old\n'}})
    await using relay = await Relay.before(haproxy.socket)
    const map = haproxy.file('big.map')
    relay.plan = onceWhen(({line}) => line.includes('set map'), {kind, meanwhile: () => running.signal(signal)})
    const running = new Running(['exec', `set map ${map} /a new`, '-s', relay.address, '-o', 'json'], {deadline: 10_000})
    const ended = await running.ended
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({
      status: 5,
      code: 'outcome-unknown',
      message: `whether HAProxy ran \`set map ${map} /a new\` is not known: interrupted by ${signal}`,
      hint: 'look before you send it again',
    })
    expect(await haproxy.dump('big.map')).toEqual([['/a', value]])
    expect(relay.requests.filter((request) => request.includes('set map'))).toHaveLength(1)
  })
})

describe.each(lab.since('2.4'))('HAProxy %s is killed', (version) => {
  test.each([
    ['during the load', thirdChunk(), 3],
    ['while it is read back', ({line}: PlannedRequest) => line.includes(';show map @'), 3],
    ['at the commit', commits, 5],
  ] as const)('%s: a text that says what stands', async (_, fits, status) => {
    await using lab = await setUp(version)
    const {haproxy, relay, sync} = lab
    relay.plan = onceWhen(fits, {kind: 'hold', meanwhile: () => haproxy.kill()})
    const ended = await hactl(sync('oneshot', '--timeout', '2s'))
    const {message, hint} = errorIn(ended)
    expect(ended.status, message).toBe(status)
    expect(`${message}\n${hint ?? ''}`).toMatch(status === 5 ? /is not known/ : /closed the connection|could not connect|nobody listens|was cut/)
    expect(message).not.toMatch(/undefined|internal error|ECONN/)
  })
})

describe.each(lab.since('2.4'))('another writer commits on HAProxy %s', (version) => {
  test.each(sessions)('during our load (%s): conflict, 4, and their map stays', async (session) => {
    await using lab = await setUp(version)
    const {haproxy, relay, sync} = lab
    const theirs: Entry[] = [['/theirs', 'yes']]
    relay.plan = onceWhen(thirdChunk(), {kind: 'hold', meanwhile: () => setContent(haproxy, 'big.map', theirs)})
    const ended = await hactl(sync(session))
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 4, code: expect.stringMatching(/^(?:conflict|verification-failed)$/)})
    expect(await haproxy.dump('big.map')).toEqual(theirs)
    expect(await hactl(sync(session))).toMatchObject({status: 0})
  })

  test('or adds an entry during our load: told, 4, and with --accept-drift done', async () => {
    await using lab = await setUp(version)
    const {haproxy, relay, sync} = lab
    const addOne = (key: string) => onceWhen(thirdChunk(), {kind: 'hold', meanwhile: () => haproxy.exchange(`add map ${haproxy.file('big.map')} ${key} mine`)})
    relay.plan = addOne('/x')
    const refused = await hactl(sync())
    expect({status: refused.status, code: errorIn(refused).code}).toEqual({status: 4, code: 'drift'})
    expect(await haproxy.dump('big.map')).toEqual([...old, ['/x', 'mine']])
    relay.plan = addOne('/y')
    const accepted = await hactl(sync('oneshot', '--accept-drift'))
    expect(accepted).toMatchObject({status: 0, stderr: expect.stringMatching(/Warning: .*lost with the commit/)})
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })
})

test('a source that changes while it is read stops the sync with 2', async () => {
  await using lab = await setUp('3.2')
  const {haproxy, relay, sync} = lab
  const {appendFileSync} = await import('node:fs')
  relay.plan = onceWhen(thirdChunk(), {kind: 'hold', meanwhile: () => appendFileSync(haproxy.file('new.map'), '/late entry\n')})
  const ended = await hactl(sync())
  expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 2, code: 'source-changed'})
  expect(await haproxy.dump('big.map')).toEqual(old)
  expect(await attempt(haproxy.socket, haproxy.file('big.map'), fresh)).toMatchObject({exit: 0})
})
