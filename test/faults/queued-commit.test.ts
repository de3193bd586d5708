import {connect} from 'node:net'
import {describe, expect, test} from 'vitest'
import {commitByHand, MapReference, maps, RuntimeClient} from '../../src/index.ts'
import {loadVersion} from '../../src/maps/load.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {sourceOf} from '../maps/support.ts'
import {attempt, touchedAfterCommit} from './attempt.ts'
import {entriesOf, textOf} from './content.ts'
import {commits, onceWhen} from './fault.ts'
import {holdSlots} from './held-slots.ts'
import {Relay} from './relay.ts'

const old = entriesOf(40, 'old')
const fresh = entriesOf(40, 'new')

/** Writes a line on a connection that no slot is free for, and leaves: HAProxy runs it when there is one. */
async function queue(haproxy: LabHaproxy, line: string): Promise<void> {
  const socket = connect(haproxy.socket)
  await new Promise<void>((resolve) => socket.write(`${line}\n`, () => resolve()))
  socket.destroy()
}

describe.each(lab.since('2.4'))('a commit that waits behind ten taken slots, on HAProxy %s', (version) => {
  test('and is run when its client has gone: unknown, 5, never cleared, and the new map in the end', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    const held: Disposable[] = []
    relay.plan = onceWhen(commits, {
      kind: 'stall-request',
      meanwhile: async () => {
        held.push(await holdSlots(haproxy))
        await queue(haproxy, `commit map @1 ${haproxy.file('big.map')}`)
      },
    })
    const {exit, error} = await attempt(relay.address, haproxy.file('big.map'), fresh, {timeout: 500})
    expect({exit, code: error?.code}).toEqual({exit: 5, code: 'outcome-unknown'})
    for (const slots of held) slots[Symbol.dispose]()
    await expect.poll(() => haproxy.dump('big.map')).toEqual(fresh)
    expect(touchedAfterCommit(relay)).toEqual([])
    // what the message advises settles it
    expect(await attempt(haproxy.socket, haproxy.file('big.map'), fresh)).toMatchObject({exit: 0, report: {strategy: 'none'}})
  })

  test('and is run while its client asks again: done, 0', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(commits, {
      kind: 'lose-request',
      meanwhile: async () => {
        using _slots = await holdSlots(haproxy)
        await queue(haproxy, `commit map @1 ${haproxy.file('big.map')}`)
      },
    })
    expect(await attempt(relay.address, haproxy.file('big.map'), fresh, {timeout: 5000})).toMatchObject({exit: 0, report: {version: 1}})
    expect(await haproxy.dump('big.map')).toEqual(fresh)
    expect(touchedAfterCommit(relay)).toEqual([])
  })

  test('is never sent there by hactl: without a slot nothing is sent, 3', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    const map = haproxy.file('big.map')
    for (const line of [`prepare map ${map}`, `add map @1 ${map} a b`]) await haproxy.exchange(line)
    await using relay = await Relay.before(haproxy.socket)
    const client = await RuntimeClient.connect(relay.address, {timeout: 500})
    const held: Disposable[] = []
    relay.plan = onceWhen(({line}) => line.startsWith('prompt'), {kind: 'stall-request', meanwhile: async () => held.push(await holdSlots(haproxy))})
    await expect(commitByHand(client, map, 1)).rejects.toMatchObject({exit: 3})
    for (const slots of held) slots[Symbol.dispose]()
    expect(relay.requests.filter((request) => commits({line: request}))).toEqual([])
    expect(await haproxy.dump('big.map')).toEqual(old)
  })
})

describe.each(lab.since('2.4'))('a load in a session that waits for a slot, on HAProxy %s', (version) => {
  test('writes no payload: nothing runs when hactl has given up', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    const name = haproxy.file('big.map')
    const client = await RuntimeClient.connect(haproxy.socket, {timeout: 500})
    await haproxy.exchange(`prepare map ${name}`)
    const account = {sent: 0, answered: 0}
    {
      using _slots = await holdSlots(haproxy)
      await using source = await sourceOf(textOf(fresh))
      const ticket = {map: new MapReference(maps, name), version: 1, pid: client.info.id, primer: undefined}
      await expect(loadVersion(client, ticket, source, {session: 'prompt', account})).rejects.toMatchObject({code: 'timeout', exit: 3})
    }
    expect(account).toEqual({sent: 0, answered: 0})
    await expect.poll(async () => String(await haproxy.exchange('show cli level'))).toBe('admin\n\n')
    expect(String(await haproxy.exchange(`show map @1 ${name}`))).toBe('\n')
  })
})
