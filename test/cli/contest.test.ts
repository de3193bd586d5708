import {writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {Relay} from '../maps/relay.ts'
import {type Ended, errorIn, hactl} from './hactl.ts'

const entries = 10_000
const contentOf = (run: number) => entriesOf(entries, `run${run}`)

/** What one of several did. */
interface Run {
  readonly run: number
  readonly ended: Ended
  /** The version that was current when it looked for the first time. */
  readonly saw: number
}

async function start(version: LabVersion): Promise<LabHaproxy> {
  return lab.start(version, {maps: {'big.map': textOf(entriesOf(entries, 'old'))}})
}

/** So many syncs of one map, each with a content of its own, started together. */
async function contest(haproxy: LabHaproxy, runs: number, ...flags: string[]): Promise<Run[]> {
  const one = async (run: number): Promise<Run> => {
    const file = haproxy.file(`run${run}.map`)
    writeFileSync(file, textOf(contentOf(run)))
    await using relay = await Relay.before(haproxy)
    const ended = await hactl(['map', 'sync', file, '--map', haproxy.file('big.map'), '-s', relay.socket, '-o', 'json', ...flags])
    const look = relay.talks.find(({request}) => request.endsWith(';show map\n'))
    return {run, ended, saw: Number(/curr_ver=(\d+)/.exec(look?.answer ?? '')?.[1])}
  }
  return Promise.all(Array.from({length: runs}, (_, run) => one(run)))
}

/** Those that succeeded, in the order of their versions. */
const winners = (runs: readonly Run[]): Run[] => runs.filter(({ended}) => ended.status === 0).sort((a, b) => versionOf(a) - versionOf(b))

const versionOf = ({ended}: Run): number => (JSON.parse(ended.stdout) as {version: number}).version

/** One winner; a later one only that saw the commit before when it began; status 4 for all others. */
function requireOneAfterTheOther(all: readonly Run[]): void {
  const won = winners(all)
  expect(won.length).toBeGreaterThan(0)
  for (const [index, {run, saw}] of won.slice(1).entries()) {
    const before = won[index]
    expect(saw, `run ${run} began before the commit of run ${before?.run}, and did not end with 4`).toBe(before && versionOf(before))
  }
  for (const {ended} of all) {
    if (ended.status === 0) continue
    expect({status: ended.status, code: errorIn(ended).code}, ended.stdout).toEqual({status: 4, code: expect.stringMatching(/^(?:locked|conflict)$/)})
  }
}

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
      requireOneAfterTheOther(all)
      await requireLastWinner(haproxy, all, pid)
    })

    test('beside a version that somebody has abandoned, the lowest of them wins, without a lock too', async () => {
      await using haproxy = await start(version)
      const pid = await haproxy.pid()
      const map = haproxy.file('big.map')
      await haproxy.exchange(`prepare map ${map}`)
      await haproxy.exchange(`add map @1 ${map} <<\nleft over\n\n`)
      const all = await contest(haproxy, runs, '--no-lock')
      requireOneAfterTheOther(all)
      await requireLastWinner(haproxy, all, pid)
      expect((await haproxy.dump('big.map', 1)).length).toBe(0)
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
