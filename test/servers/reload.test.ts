import {describe, expect, test} from 'vitest'
import {
  addServerTo,
  changeProfiling,
  findServers,
  RuntimeClient,
  setServersAgent,
  setServersHealth,
  setServersState,
  setServersWeight,
  setVariable,
} from '../../src/index.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {wireState} from './support.ts'

const sections = ['backend be\n    server web1 127.0.0.1:1 weight 5 check inter 1h agent-check agent-port 9 agent-inter 1h']

interface Verb {
  /** How the last of its commands begins. */
  readonly command: string
  readonly since?: number
  readonly run: (client: RuntimeClient) => Promise<unknown>
}

const web1 = (client: RuntimeClient) => findServers(client, ['be/web1'])

const verbs: readonly Verb[] = [
  {command: 'set server be/web1 weight 1', run: async (client) => setServersWeight(client, await web1(client), '1')},
  {command: 'set server be/web1 state drain', run: async (client) => setServersState(client, await web1(client), 'drain')},
  {command: 'disable health be/web1', run: async (client) => setServersHealth(client, await web1(client), {checks: 'disable'})},
  {command: 'disable agent be/web1', run: async (client) => setServersAgent(client, await web1(client), {checks: 'disable'})},
  {command: 'set profiling tasks', run: (client) => changeProfiling(client, 'tasks', 'on')},
  {command: 'experimental-mode on;set var', since: 2.5, run: (client) => setVariable(client, 'proc.colour', {kind: 'expr', text: 'str(blue)'})},
  {command: 'add server be/web9', since: 2.6, run: (client) => addServerTo(client, 'be/web9', '127.0.0.1:9', ['weight', '7'])},
]

describe.each(lab.versions)('a reload of HAProxy %s behind the answer to a change', (version) => {
  test('leaves it unknown: neither that it was made, nor that it was so already', async () => {
    await using haproxy = await lab.start(version, {sections})
    await using relay = await Relay.before(haproxy.socket)
    for (const {command, run} of verbs.filter(({since = 0}) => Number(version) >= since)) {
      const client = await RuntimeClient.connect(relay.address)
      relay.plan = onceWhen(({line}) => line.startsWith(command), {kind: 'close-after', meanwhile: () => haproxy.reload()})
      await expect(run(client), command).rejects.toMatchObject({
        code: 'change-unconfirmed',
        exit: 5,
        message: expect.stringMatching(/^a process acknowledged `.*`, and HAProxy was reloaded meanwhile: process \d+.* answers, not \d+/),
        hint: expect.not.stringContaining('undoes'),
      })
    }
    expect(await wireState(haproxy, 'be/web1')).toEqual({admin: 0, weight: 5})
  })
})

test.each(lab.versions)('a change that a process of HAProxy %s shows which leaves is as unknown', async (version) => {
  await using haproxy = await lab.start(version, {sections})
  let changed = false
  await using relay = await Relay.before(haproxy.socket, {
    plan: ({line}) => {
      if (line.startsWith('set server')) changed = true
      if (!changed || !line.startsWith('show info')) return undefined
      changed = false
      // the process before has accepted this connection already
      return {kind: 'hold', meanwhile: () => haproxy.reload()}
    },
  })
  const client = await RuntimeClient.connect(relay.address)
  await expect(setServersWeight(client, await web1(client), '1')).rejects.toMatchObject({
    code: 'change-unconfirmed',
    exit: 5,
    message: expect.stringMatching(/HAProxy was reloaded meanwhile: process \d+.* answers, and leaves$/),
  })
  expect(await wireState(haproxy, 'be/web1')).toEqual({admin: 0, weight: 5})
})

test.each(lab.since('2.6'))('a server of haproxy.cfg that has the name of one that was added before a reload of HAProxy %s stays', async (version) => {
  await using haproxy = await lab.start(version, {sections: ['backend be\n    server web1 127.0.0.1:1']})
  await using relay = await Relay.before(haproxy.socket)
  const client = await RuntimeClient.connect(relay.address)
  expect(String(await haproxy.exchange('set server be/web1 state maint;del server be/web1'))).toContain('Server deleted')
  // it comes again with haproxy.cfg, of another weight
  relay.plan = onceWhen(({line}) => line.startsWith('add server'), {kind: 'close-after', meanwhile: () => haproxy.reload()})
  await expect(addServerTo(client, 'be/web1', '127.0.0.1:9', ['weight', '7'])).rejects.toMatchObject({code: 'change-unconfirmed', exit: 5})
  expect(await wireState(haproxy, 'be/web1')).toEqual({admin: 0, weight: 1})
})
