import {once} from 'node:events'
import {createServer, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, test} from 'vitest'
import {deleteServer, RuntimeClient} from '../../src/index.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {statField} from '../proxies/support.ts'
import {startServers, wireState} from './support.ts'

describe.each(lab.since('2.6'))('a server that is deleted from HAProxy %s', (version) => {
  test('must be in maintenance, or be set so', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(deleteServer(client, 'be_app/web1')).rejects.toMatchObject({code: 'server-in-service', exit: 2, hint: expect.stringContaining('--maint')})
    expect(await deleteServer(client, 'be_app/web1', {maint: true, dryRun: true})).toMatchObject({
      dryRun: true,
      changed: false,
      commands: ['set server be_app/web1 state maint', 'del server be_app/web1'],
      changes: [{name: 'be_app/web1', was: {admin: 'ready'}, now: {admin: 'ready'}, changed: false}],
    })
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: 0})
    expect(await deleteServer(client, 'be_app/web1', {maint: true})).toMatchObject({dryRun: false, changed: true, undo: null, changes: [{now: null}]})
    const waits = Number(version) >= 3 ? ['wait 10000ms srv-removable be_app/resting'] : []
    const commands = [...waits, 'del server be_app/resting']
    expect(await deleteServer(client, 'be_app/resting', {wait: true, dryRun: true})).toMatchObject({dryRun: true, commands})
    const sent: string[] = []
    const watched = await RuntimeClient.connect(haproxy.socket, {debug: (line) => sent.push(line)})
    expect(await deleteServer(watched, 'be_app/resting', {wait: true})).toMatchObject({changed: true, commands})
    // nothing but what the dry run showed, in its order
    const changes = sent.flatMap((line) => / > (?:.*;)?((?:wait|del server) [^;]*)$/.exec(line)?.[1] ?? [])
    expect(changes).toEqual(commands)
    for (const server of ['web1', 'resting']) expect(await statField(haproxy, ['be_app', server], 'status')).toBeUndefined()
    await expect(deleteServer(client, 'be_app/web1')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2})
  })

  test('stays where others follow it, and how to undo that is said', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(deleteServer(client, 'be_app/gone', {maint: true})).rejects.toMatchObject({
      code: 'delete-incomplete',
      exit: 5,
      message: expect.stringContaining('pointing to it'),
      hint: expect.stringMatching(/hactl server ready be_app\/gone -s \S+$/),
    })
    await expect(deleteServer(client, 'be_app/gone', {wait: true})).rejects.toMatchObject({code: 'refused', exit: 1})
    const operator = await RuntimeClient.connect(haproxy.sockets.operator)
    await expect(deleteServer(operator, 'be_app/resting')).rejects.toMatchObject({code: 'permission-denied', exit: 7})
    expect(await wireState(haproxy, 'be_app/resting')).toMatchObject({admin: 5})
  })

  test('is neither deleted nor not where the answer was lost', async () => {
    await using haproxy = await startServers(version)
    await using relay = await Relay.before(haproxy.socket, {plan: onceWhen(({line}) => line.startsWith('del server'), {kind: 'lose-answer'})})
    const client = await RuntimeClient.connect(relay.address)
    await expect(deleteServer(client, 'be_app/web1', {maint: true})).rejects.toMatchObject({
      code: 'outcome-unknown',
      exit: 5,
      message: expect.stringMatching(/^whether HAProxy ran `del server be_app\/web1` is not known/),
      hint: expect.stringMatching(/^look before .*hactl server list; .*hactl server ready be_app\/web1 -s \S+$/),
    })
    expect(await statField(haproxy, ['be_app', 'web1'], 'status')).toBeUndefined()
  })

  test('is waited for while a request is under way', async () => {
    const origin = createServer()
    await once(origin.listen(0, '127.0.0.1'), 'listening')
    const {port} = origin.address() as AddressInfo
    await using haproxy = await lab.start(version, {
      frontendLines: ['default_backend be'],
      sections: [`backend be\n    balance roundrobin\n    server web1 127.0.0.1:${port}`],
    })
    try {
      const client = await RuntimeClient.connect(haproxy.socket)
      const asked = once(origin, 'request') as Promise<[unknown, ServerResponse]>
      const answered = fetch(`http://127.0.0.1:${haproxy.port}/`, {headers: {connection: 'close'}})
      const [, held] = await asked
      await expect(deleteServer(client, 'be/web1', {maint: true})).rejects.toMatchObject({
        code: 'delete-incomplete',
        message: expect.stringContaining('connections attached'),
      })
      await expect(deleteServer(client, 'be/web1')).rejects.toMatchObject({code: 'server-busy', exit: 1})
      await expect(deleteServer(client, 'be/web1', {wait: true, timeout: 300})).rejects.toMatchObject({
        code: 'delete-incomplete',
        exit: 5,
        message: expect.stringContaining('the wait of 0.3 s has run out'),
      })
      const stop = new AbortController()
      const stopped = deleteServer(client.with({signal: stop.signal}), 'be/web1', {wait: true, progress: () => stop.abort(new Error('told to stop'))})
      await expect(stopped).rejects.toMatchObject({code: 'delete-incomplete', exit: 5, message: expect.stringContaining('told to stop')})
      const phases: string[] = []
      const deleted = deleteServer(client, 'be/web1', {
        wait: true,
        progress: ({phase}) => {
          phases.push(phase)
          held.end()
        },
      })
      expect(await deleted).toMatchObject({changed: true})
      expect(phases.length).toBeGreaterThan(0)
      expect((await answered).status).toBe(200)
      expect(await statField(haproxy, ['be', 'web1'], 'status')).toBeUndefined()
    } finally {
      origin.closeAllConnections()
      origin.close()
    }
  })
})

test('a HAProxy that cannot delete servers says since when', async () => {
  for (const version of lab.versions.filter((each) => Number(each) < 2.6)) {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(deleteServer(client, 'be_app/resting')).rejects.toMatchObject({code: 'unsupported', exit: 1, message: expect.stringContaining('2.6')})
  }
})
