import {describe, expect, test} from 'vitest'
import {clearTableEntries, openTable, RuntimeClient, setTableEntry} from '../../src/index.ts'
import {hactl} from '../cli/hactl.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {connect, failureOf} from '../maps/support.ts'
import {linesOf, startTables} from './support.ts'

/** Runs an undo as it would be copied into a shell; it is one command line of hactl. */
async function undone(undo: string | null): Promise<void> {
  expect(undo).toMatch(/^hactl [^'"&]+$/)
  expect(await hactl((undo ?? '').split(' ').slice(1))).toMatchObject({status: 0})
}

async function cautionsOf<T>(act: (caution: (text: string) => void) => Promise<T>): Promise<{result: T; cautions: string[]}> {
  const cautions: string[] = []
  return {result: await act((text) => void cautions.push(text)), cautions}
}

describe.each(lab.versions)('an entry of HAProxy %s', (version) => {
  test('is what it was when its change is undone, digit by digit', async () => {
    await using haproxy = await startTables(version)
    const client = await connect(haproxy)
    await haproxy.exchange('set table t_ip key 192.0.2.1 data.bytes_in_cnt 9007199254740993 data.gpc0 4294967295')
    await haproxy.exchange('set table t_integer key 1 data.server_id -1')
    for (const [table, key, values] of [
      ['t_ip', '192.0.2.1', {bytes_in_cnt: '9007199254740992', gpc0: 0}],
      ['t_integer', '1', {server_id: 3}],
    ] as const) {
      const before = await linesOf(haproxy, table)
      const {changed, undo} = await setTableEntry(client, table, key, values)
      expect(changed).toBe(true)
      expect(await linesOf(haproxy, table)).not.toEqual(before)
      await undone(undo)
      expect(await linesOf(haproxy, table)).toEqual(before)
    }
    // the same to JavaScript, but not to HAProxy
    expect(await setTableEntry(client, 't_ip', '192.0.2.1', {bytes_in_cnt: '9007199254740992'})).toMatchObject({changed: true})
  })

  test('that is made in a full table is told to have cost others', async () => {
    await using haproxy = await startTables(version)
    const client = await connect(haproxy)
    for (const key of ['1', '2', '3']) {
      const {cautions} = await cautionsOf((caution) => setTableEntry(client, 't_forgetful', key, {gpc0: 1}, {caution}))
      expect(cautions).toEqual([])
    }
    const {cautions} = await cautionsOf((caution) => setTableEntry(client, 't_forgetful', '4', {gpc0: 1}, {caution}))
    expect(cautions).toEqual(['t_forgetful was full: HAProxy has forgotten others for this one'])
    const kept = await linesOf(haproxy, 't_forgetful')
    expect(kept).toContain('key=4 gpc0=1')
    expect(kept.length).toBeLessThan(4)
  })

  test('is asked for in words that fit, and what was cleared is told although HAProxy is gone', async () => {
    await using haproxy = await startTables(version)
    await using relay = await Relay.before(haproxy.socket)
    const asked = async (): Promise<string> => (await hactl(['table', 'clear', 't_ip', '-s', haproxy.socket])).stderr
    expect(await asked()).toContain('remove all entries of t_ip on ')
    await haproxy.exchange('set table t_ip key 192.0.2.1')
    expect(await asked()).toMatch(/remove all entries of t_ip on \S+, 1 entry now\?/)
    const client = await RuntimeClient.connect(relay.address)
    relay.plan = onceWhen(({line}) => line === 'clear table t_ip', {kind: 'close-after', meanwhile: () => relay.refuse()})
    expect(await failureOf(clearTableEntries(client, await openTable(client, 't_ip'), {filters: []}))).toMatchObject({
      code: 'change-unconfirmed',
      exit: 5,
      message: expect.stringContaining('HAProxy acknowledged `clear table t_ip`'),
    })
    expect(await linesOf(haproxy, 't_ip')).toEqual([])
  })
})

describe.each(lab.since('3.2'))('several commands for an entry of HAProxy %s', (version) => {
  const wide = Object.fromEntries(Array.from({length: 40}, (_, index) => [`gpc[${index}]`, index + 1]))

  /** The second command finds nobody, or is refused, or another is. */
  async function half(haproxy: LabHaproxy, table: string, values: Record<string, number>, gone: boolean, refused = 2) {
    await using relay = await Relay.before(haproxy.socket)
    const client = await RuntimeClient.connect(relay.address)
    let sets = 0
    relay.plan = ({line}) => {
      if (!line.startsWith('set table')) return undefined
      sets += 1
      if (gone) return {kind: 'close-after', meanwhile: () => relay.refuse()}
      return sets === refused ? {kind: 'replace-answer', text: 'no'} : undefined
    }
    const failure = await failureOf(setTableEntry(client, table, 'one', values))
    return {failure, address: relay.address}
  }

  test.each([
    ['finds nobody', true],
    ['is refused', false],
  ])('of which the second %s are 5, with what was set and what undoes it', async (_, gone) => {
    await using haproxy = await startTables(version)
    // an entry that shows its elements, so that none has to be made for it
    await haproxy.exchange('set table t_wide key other')
    const made = await half(haproxy, 't_wide', wide, gone)
    expect(made.failure).toMatchObject({
      code: 'entry-incomplete',
      exit: 5,
      message: expect.stringContaining(`${gone ? '' : 'at least '}29 of 40 values of "one" in t_wide are set, then: `),
    })
    expect(made.failure.hint).toBe(`the same command again completes it; this undoes what was done: hactl table clear t_wide -s ${made.address} -- one`)
    const changed = await half(haproxy, 't_wide', wide, gone)
    expect(changed.failure.hint).toContain(`this undoes what was done: hactl table set t_wide -s ${changed.address} -- one gpc=1 `)
  })

  test('of which the first is refused are 5: HAProxy has set what stands before', async () => {
    await using haproxy = await startTables(version)
    await haproxy.exchange('set table t_wide key other')
    const {failure, address} = await half(haproxy, 't_wide', {'gpc[0]': 7}, false, 1)
    expect(failure).toMatchObject({
      code: 'entry-incomplete',
      exit: 5,
      message: expect.stringContaining('at least 0 of 1 values of "one" in t_wide are set, then: '),
      hint: expect.stringContaining(`this undoes what was done: hactl table clear t_wide -s ${address} -- one`),
    })
    expect(await linesOf(haproxy, 't_wide')).toEqual([expect.stringContaining('key=one'), expect.stringContaining('key=other')])
  })

  test('of which the first only made the entry, to look at it, are 5 when the look fails', async () => {
    await using haproxy = await startTables(version)
    const {failure} = await half(haproxy, 't_array', {'gpc[1]': 7}, true)
    expect(failure).toMatchObject({code: 'entry-incomplete', exit: 5, message: expect.stringContaining('0 of 1 values of "one" in t_array are set, then: ')})
    expect(await linesOf(haproxy, 't_array')).toHaveLength(1)
  })

  test('are undone, rates of bytes where no factor may stand between what is set and what is read', async () => {
    await using haproxy = await startTables(version)
    const client = await connect(haproxy)
    const set = (table: string, value: number) => cautionsOf((caution) => setTableEntry(client, table, '192.0.2.1', {bytes_in_rate: value}, {caution}))
    for (const table of ['t_plain', 't_factor']) {
      await haproxy.exchange(`set table ${table} key 192.0.2.1`)
      const before = await linesOf(haproxy, table)
      const first = await set(table, 100)
      await undone(first.result.undo)
      expect(await linesOf(haproxy, table)).toEqual(before)
    }
    for (const [table, factor] of [
      ['t_plain', 1],
      ['t_factor', 10],
    ] as const) {
      await set(table, 100)
      const before = await linesOf(haproxy, table)
      expect(before.join()).toContain(`=${100 * factor}`)
      const {result, cautions} = await set(table, 70)
      const promised = 'no command is told that brings back what it was: `brates-factor`'
      if (factor === 1) {
        expect(cautions).toEqual([])
        await undone(result.undo)
        expect(await linesOf(haproxy, table)).toEqual(before)
      } else expect({undo: result.undo, cautions}).toEqual({undo: null, cautions: [expect.stringContaining('not 70'), expect.stringContaining(promised)]})
      // nothing tells what 0 was multiplied with
      expect(await set(table, 0)).toMatchObject({result: {undo: null}, cautions: [expect.stringContaining(promised)]})
    }
  })
})
