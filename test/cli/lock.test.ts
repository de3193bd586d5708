import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {lockFolders} from '../../src/maps/lock-folder.ts'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {onceWhen, type PlannedRequest} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {type Ended, errorIn, hactl, Running, syncOf} from './hactl.ts'

const old = entriesOf(50, 'old')
const fresh = entriesOf(400, 'new')
const start = {maps: {'big.map': textOf(old)}, files: {'new.map': textOf(fresh), 'other.map': textOf(entriesOf(60, 'other'))}}

const loads = ({line}: PlannedRequest): boolean => line.startsWith('add map @')

const sync = (haproxy: LabHaproxy, file: string, at = haproxy.socket): string[] => syncOf(haproxy, {file, at}, '-o', 'json')

/** Runs something while a sync of new.map stands in its load, and then lets that one go on. */
async function whileSyncing(haproxy: LabHaproxy, act: (running: Running) => Promise<unknown>): Promise<Ended> {
  await using relay = await Relay.before(haproxy.socket)
  let acted: Promise<unknown> = Promise.resolve()
  relay.plan = onceWhen(loads, {
    kind: 'hold',
    meanwhile: () => {
      acted = act(running)
      return acted.catch(() => {}) // told below
    },
  })
  const running = new Running([...sync(haproxy, 'new.map', relay.address), '--session', 'oneshot'])
  const ended = await running.ended
  await acted
  return ended
}

/** Locks of this HAProxy that the process has left or holds; others with its id may have been before it. */
async function locksOf({child: {pid}}: Running, haproxy: LabHaproxy): Promise<string[]> {
  const [folder = ''] = await lockFolders()
  const names = await readdir(folder)
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')))
  return names.filter((_, index) => [`"pid":${pid},`, haproxy.folder].every((part) => texts[index]?.includes(part)))
}

describe.each(lab.since('2.4'))('a sync on HAProxy %s', (version) => {
  test('keeps every verb that changes the map out until it is done: 4, nothing sent', async () => {
    await using haproxy = await lab.start(version, start)
    const map = haproxy.file('big.map')
    const verbs: Record<string, string[]> = {
      sync: ['sync', haproxy.file('other.map'), '--map', map],
      'blind sync': ['sync', haproxy.file('other.map'), '--map', map, '--strategy', 'replace'],
      add: ['add', map, 'k', 'v'],
      set: ['set', map, '/key-0', 'v'],
      del: ['del', map, '/key-0'],
      clear: ['clear', map, '--yes'],
      prepare: ['prepare', map],
      load: ['load', map, '1', haproxy.file('other.map')],
      commit: ['commit', map, '1'],
      abort: ['abort', map, '1'],
      'abort by replace': ['abort', map, '1', '--by-replace'],
    }
    const ended = await whileSyncing(haproxy, async (running) => {
      const before = await haproxy.header('big.map')
      const all = await Promise.all(
        Object.entries(verbs).map(async ([name, args]) => [name, await hactl(['map', ...args, '-s', haproxy.socket, '-o', 'json'])] as const),
      )
      for (const [name, refused] of all) {
        expect({name, status: refused.status, code: errorIn(refused).code}, refused.stderr).toEqual({name, status: 4, code: 'locked'})
        expect(errorIn(refused).message).toContain(`process ${running.child.pid}, since 20`)
      }
      expect(await haproxy.header('big.map')).toEqual(before)
      expect(await haproxy.dump('big.map')).toEqual(old)
    })
    expect(ended).toMatchObject({status: 0})
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })

  test('does not keep out who only looks, nor another map, nor --no-lock', async () => {
    await using haproxy = await lab.start(version, {...start, maps: {...start.maps, 'second.map': 'a b\n'}})
    const map = haproxy.file('big.map')
    const ended = await whileSyncing(haproxy, async () => {
      const verbs = [
        ['get', map, '/key-0'],
        ['show', map],
        ['sync', haproxy.file('other.map'), '--map', map, '--dry-run'],
        ['sync', haproxy.file('other.map'), '--map', haproxy.file('second.map')],
        ['add', map, 'k', 'v', '--dry-run'],
        ['set', map, '/key-0', 'changed', '--no-lock'],
      ]
      for (const args of verbs) expect({args, ...(await hactl(['map', ...args, '-s', haproxy.socket]))}).toMatchObject({args, status: 0})
    })
    // the change without a lock came between: it is seen
    expect(errorIn(ended).code).toMatch(/^(?:drift|verification-failed)$/)
  })

  test('is waited for with --wait, and then everything is planned anew', async () => {
    await using haproxy = await lab.start(version, start)
    const waiting: Running[] = []
    const ended = await whileSyncing(haproxy, async () => {
      waiting.push(new Running([...sync(haproxy, 'other.map'), '--wait']))
      const impatient = await hactl([...sync(haproxy, 'other.map'), '--wait', '--wait-timeout', '500ms'])
      expect({status: impatient.status, code: errorIn(impatient).code}).toEqual({status: 4, code: 'locked'})
      const limited = await hactl([...sync(haproxy, 'other.map'), '--wait-timeout', '1s'])
      expect(errorIn(limited)).toMatchObject({code: 'usage', message: '--wait-timeout works only together with --wait'})
    })
    expect(ended).toMatchObject({status: 0})
    const after = await waiting[0]?.ended
    expect(after).toMatchObject({status: 0})
    // counted against what the first one left
    expect(JSON.parse(after?.stdout ?? '')).toMatchObject({removed: 340, changed: 60, version: 2})
  })

  test.each([
    ['SIGINT', 130, 0],
    ['SIGTERM', 143, 0],
    ['SIGKILL', null, 1],
  ] as const)('that ends by %s keeps nobody out', async (signal, status, left) => {
    await using haproxy = await lab.start(version, start)
    let killed: Running | undefined
    const ended = await whileSyncing(haproxy, async (running) => {
      expect((await locksOf(running, haproxy)).length).toBe(1)
      killed = running
      running.signal(signal)
      await running.ended
    })
    expect(ended).toMatchObject({status})
    expect(killed && (await locksOf(killed, haproxy)).length).toBe(left)
    expect(await hactl(sync(haproxy, 'new.map'))).toMatchObject({status: 0})
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })
})

test('another user is kept out, and is kept out no longer by one who was killed', async () => {
  await using haproxy = await lab.start('3.2', start)
  const {chmodSync} = await import('node:fs')
  chmodSync(haproxy.folder, 0o755)
  chmodSync(haproxy.socket, 0o777)
  const theirs = [...sync(haproxy, 'other.map'), '--strategy', 'replace']
  // only root can be another one; else it is the same user twice
  const as = process.getuid?.() === 0 ? {uid: 65_534} : {}
  const ended = await whileSyncing(haproxy, async (running) => {
    const refused = await hactl(theirs, as)
    expect({status: refused.status, code: errorIn(refused).code}, refused.stderr).toEqual({status: 4, code: 'locked'})
    running.signal('SIGKILL')
    await running.ended
    expect(await hactl(theirs, as)).toMatchObject({status: 0})
  })
  expect(ended.status).toBe(null)
  expect(await hactl(sync(haproxy, 'new.map'))).toMatchObject({status: 0})
})
