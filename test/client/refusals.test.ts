import {describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/client/runtime-client.ts'
import {addEntry, deleteEntry, lookUp, setEntry} from '../../src/maps/change.ts'
import {listMaps} from '../../src/maps/list.ts'
import {syncMap} from '../../src/maps/sync.ts'
import {entriesOf, sourceOf} from '../faults/content.ts'
import {type Fault, onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'

const maps = {'big.map': 'a 1\n'}
const newer = Number(lab.versions.at(-1)) >= 3.4

describe.each(['user', 'operator'] as const)('a socket of level %s', (level) => {
  test.each(lab.versions.filter((version) => Number(version) < 3.3))('lets maps be read and changed on HAProxy %s', async (version) => {
    await using haproxy = await lab.start(version, {maps})
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    expect((await listMaps(client)).map(({file}) => file)).toContain(haproxy.file('big.map'))
    await setEntry(client, haproxy.file('big.map'), 'a', '2')
    expect(await haproxy.dump('big.map')).toEqual([['a', '2']])
  })

  test.runIf(newer)('is not permitted to use maps on HAProxy 3.4, and which line of haproxy.cfg would help is said', async () => {
    await using haproxy = await lab.start('3.4', {maps})
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const map = haproxy.file('big.map')
    await using source = await sourceOf(entriesOf(3, 'new'))
    const acts: (() => Promise<unknown>)[] = [
      () => listMaps(client),
      () => lookUp(client, map, 'a'),
      () => addEntry(client, map, 'b', '2'),
      () => setEntry(client, map, 'a', '2'),
      () => deleteEntry(client, map, 'a'),
      () => syncMap(client, source, {map}),
    ]
    for (const act of acts) await expect(act()).rejects.toMatchObject({code: 'permission-denied', exit: 7, hint: expect.stringContaining('level admin')})
    expect(await haproxy.dump('big.map')).toEqual([['a', '1']])
  })
})

describe.each([...lab.versions])('a plain change whose answer is lost, on HAProxy %s', (version) => {
  test.each<[string, Fault]>([
    ['after HAProxy made it', {kind: 'lose-answer'}],
    ['before HAProxy got it', {kind: 'lose-request'}],
    ['by silence', {kind: 'stall-answer'}],
  ])('%s is neither success nor failure', async (_, fault) => {
    await using haproxy = await lab.start(version, {maps})
    await using relay = await Relay.before(haproxy.socket, {plan: onceWhen(({line}) => line.startsWith('set map'), fault)})
    const client = await RuntimeClient.connect(relay.address, {timeout: 300})
    await expect(setEntry(client, haproxy.file('big.map'), 'a', '2')).rejects.toMatchObject({
      code: 'outcome-unknown',
      exit: 5,
      hint: expect.stringContaining('hactl map get'),
    })
    expect(await haproxy.dump('big.map')).toEqual([['a', fault.kind === 'lose-request' ? '1' : '2']])
  })

  test('is not made again by itself', async () => {
    await using haproxy = await lab.start(version, {maps})
    await using relay = await Relay.before(haproxy.socket, {plan: onceWhen(({line}) => line.startsWith('add map'), {kind: 'lose-answer'})})
    const client = await RuntimeClient.connect(relay.address, {timeout: 300})
    await expect(addEntry(client, haproxy.file('big.map'), 'b', '2')).rejects.toMatchObject({exit: 5})
    expect(await haproxy.dump('big.map')).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
  })
})

test('a question whose answer is lost is no change of unknown outcome', async () => {
  await using haproxy = await lab.start('3.2', {maps})
  await using relay = await Relay.before(haproxy.socket, {plan: onceWhen(({line}) => line.startsWith('get map'), {kind: 'lose-answer'})})
  const client = await RuntimeClient.connect(relay.address, {timeout: 300})
  await expect(lookUp(client, haproxy.file('big.map'), 'a')).rejects.toMatchObject({code: 'reply-truncated', exit: 3})
})

test('a command that this HAProxy is too old for names both versions', async () => {
  await using haproxy = await lab.start('2.2', {maps})
  const client = await RuntimeClient.connect(haproxy.socket)
  await using source = await sourceOf(entriesOf(3, 'new'))
  await expect(syncMap(client, source, {map: haproxy.file('big.map')})).rejects.toMatchObject({
    code: 'unsupported',
    exit: 1,
    message: expect.stringMatching(/HAProxy 2\.2\.\d+ .*came with 2\.4/),
    hint: expect.stringMatching(/map add, set, del/),
  })
  expect(() => client.require({name: 'wait', since: '3.0'})).toThrow(
    expect.objectContaining({code: 'unsupported', exit: 1, message: expect.stringMatching(/no `wait`: it came with 3\.0/)}),
  )
  expect(await haproxy.dump('big.map')).toEqual([['a', '1']])
})
