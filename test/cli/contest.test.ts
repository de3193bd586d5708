import {writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {type Ended, errorIn, hactl} from './hactl.ts'

const entries = 10_000
const contentOf = (run: number) => entriesOf(entries, `run${run}`)

/** What one of several did, and when: places among all requests of all of them, in the order in which they went to HAProxy. */
interface Run {
  readonly run: number
  readonly ended: Ended
  /** It saw for the first time which version is current. */
  readonly began: number
  /** Its commit was written; undefined where none was. */
  readonly committed: number | undefined
}

async function start(version: LabVersion): Promise<LabHaproxy> {
  return lab.start(version, {maps: {'big.map': textOf(entriesOf(entries, 'old'))}})
}

/** So many syncs of one map, each with a content of its own, started together. */
async function contest(haproxy: LabHaproxy, runs: number, ...flags: string[]): Promise<Run[]> {
  const requests: {run: number; line: string}[] = []
  const one = async (run: number): Promise<Run> => {
    const file = haproxy.file(`run${run}.map`)
    writeFileSync(file, textOf(contentOf(run)))
    await using relay = await Relay.before(haproxy.socket, {plan: ({line}) => void requests.push({run, line})})
    const ended = await hactl(['map', 'sync', file, '--map', haproxy.file('big.map'), '-s', relay.address, '-o', 'json', ...flags])
    const placeOf = (wanted: RegExp) => requests.findIndex((request) => request.run === run && wanted.test(request.line))
    const committed = placeOf(/commit map @/)
    return {run, ended, began: placeOf(/show map$/), committed: committed === -1 ? undefined : committed}
  }
  return Promise.all(Array.from({length: runs}, (_, run) => one(run)))
}

/** Those that succeeded, in the order of their versions. */
const winners = (runs: readonly Run[]): Run[] => runs.filter(({ended}) => ended.status === 0).sort((a, b) => versionOf(a) - versionOf(b))

const versionOf = ({ended}: Run): number => (JSON.parse(ended.stdout) as {version: number}).version

async function requireLastWinner(haproxy: LabHaproxy, runs: readonly Run[], pid: number): Promise<void> {
  expect(haproxy.alive()).toBe(true)
  expect(await haproxy.pid()).toBe(pid)
  const last = winners(runs).at(-1)
  expect(firstDifference(await haproxy.dump('big.map'), contentOf(last?.run ?? -1))).toBeUndefined()
}

describe.each(lab.since('2.4'))('syncs of one map of HAProxy %s that are started together', (version) => {
  describe.each([2, 3, 8])('%i of them', (runs) => {
    test.each([[[]], [['--no-lock']]])('have one winner, and another only that began after its commit; all others end with 4 %j', async (flags) => {
      await using haproxy = await start(version)
      const pid = await haproxy.pid()
      const all = await contest(haproxy, runs, ...flags)
      const [first, ...later] = winners(all)
      expect(first).toBeDefined()
      for (const [index, {began}] of later.entries()) {
        const before = winners(all)[index]?.committed ?? Number.POSITIVE_INFINITY
        expect(began, `run ${later[index]?.run} began before the commit of the winner before it`).toBeGreaterThan(before)
      }
      for (const {ended} of all) {
        if (ended.status === 0) continue
        expect({status: ended.status, code: errorIn(ended).code}, ended.stdout).toEqual({status: 4, code: expect.stringMatching(/^(?:locked|conflict)$/)})
      }
      await requireLastWinner(haproxy, all, pid)
    })
  })

  test.each([[[]], [['--no-lock']]])('succeed one after the other with --wait %j', async (flags) => {
    await using haproxy = await start(version)
    const pid = await haproxy.pid()
    const all = await contest(haproxy, 3, '--wait', ...flags)
    for (const {ended} of all) expect(ended, ended.stderr + ended.stdout).toMatchObject({status: 0})
    expect(new Set(all.map(versionOf)).size).toBe(3)
    // each was planned against what the one before had committed: all values differ
    for (const {ended} of all) expect(JSON.parse(ended.stdout)).toMatchObject({changed: entries, added: 0, removed: 0})
    await requireLastWinner(haproxy, all, pid)
  })

  test('an empty map has one winner as well', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}})
    const pid = await haproxy.pid()
    const all = await contest(haproxy, 3, '--no-lock')
    expect(winners(all).length).toBeGreaterThan(0)
    for (const {ended} of all) if (ended.status !== 0) expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 4, code: 'conflict'})
    await requireLastWinner(haproxy, all, pid)
  })
})
