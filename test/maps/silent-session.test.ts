import {setTimeout as pause} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {numbered, sync} from './support.ts'

test.each(lab.since('2.4'))('a session that is silent for longer than `stats timeout` of HAProxy %s goes on loading', async (version) => {
  await using haproxy = await lab.start(version, {maps: {'big.map': 'a old\n'}, statsTimeout: '1s'})
  await using relay = await Relay.before(haproxy.socket)
  let chunks = 0
  // nothing reaches HAProxy meanwhile, as when we were stopped
  relay.plan = onceWhen(({line}) => line.startsWith('add map @') && (chunks += 1) === 8, {kind: 'hold', meanwhile: () => pause(2000)})
  const content = numbered(1000, (n) => `key${n} new`)
  expect(await sync({haproxy, map: 'big.map', content, through: {socket: relay.address}}, {session: 'prompt', chunkSize: 800})).toMatchObject({verified: true})
  expect((await haproxy.dump('big.map')).length).toBe(1000)
})
