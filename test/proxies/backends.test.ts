import {describe, expect, test} from 'vitest'
import {addNamedBackend, deleteBackend, findBackend, listBackends, publishNamedBackend, RuntimeClient, unpublishNamedBackend} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {startProxies, statField} from './support.ts'

describe.each(lab.versions)('backends of HAProxy %s', (version) => {
  test('are told on a socket of any level, each with its servers', async () => {
    await using haproxy = await startProxies(version)
    for (const level of ['user', 'operator', 'admin'] as const) {
      const backends = await listBackends(await RuntimeClient.connect(haproxy.sockets[level]))
      expect(backends.map(({backend, state, servers, active, backup}) => [backend, state, servers, active, backup])).toEqual([
        ['be_app', 'up', 3, 1, 1],
        ['be_static', 'down', 1, 0, 0],
        ['be_empty', 'up', 0, 0, 0],
      ])
      const balance = level === 'user' ? null : 'source'
      expect(backends[1]).toMatchObject({published: true, sessions: 0, queue: 0, rate: 0, weight: 0, since: expect.any(Number), mode: 'http', balance})
    }
  })

  test('that are not there are an error that names the nearest', async () => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    expect((await listBackends(client, 'be_?????')).map(({backend}) => backend)).toEqual(['be_empty'])
    expect(await findBackend(client, 'be_app')).toMatchObject({backend: 'be_app'})
    await expect(listBackends(client, 'be_ap')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2, hint: 'did you mean "be_app"?'})
    await expect(listBackends(client, 'x*')).rejects.toMatchObject({code: 'proxy-unknown', hint: 'hactl backend list shows all of them'})
    await expect(findBackend(client, 'www')).rejects.toMatchObject({code: 'proxy-unknown', message: 'HAProxy has no backend "www"'})
    await expect(findBackend(client, 'be_*')).rejects.toMatchObject({code: 'usage', exit: 2})
  })
})

describe.each(lab.since('3.4'))('backends of HAProxy %s', (version) => {
  test('come, are published and unpublished, and go', async () => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const status = (): Promise<string | undefined> => statField(haproxy, ['be_new', 'BACKEND'], 'status')
    const wanted = {name: 'be_new', from: 'base', mode: 'http', guid: 'app:new'} as const
    expect(await addNamedBackend(client, wanted, {dryRun: true})).toMatchObject({
      commands: ['add backend be_new from base mode http guid app:new'],
      changed: false,
    })
    expect(await status()).toBeUndefined()
    expect(await addNamedBackend(client, wanted)).toMatchObject({
      remark: null,
      changed: true,
      undo: `hactl backend del be_new -s ${haproxy.socket} --yes`,
      changes: [{name: 'be_new', was: 'absent', now: 'unpublished'}],
    })
    expect(await status()).toBe('UP (UNPUB)')
    expect(await publishNamedBackend(client, 'be_new', {dryRun: true})).toMatchObject({commands: ['publish backend be_new'], changed: false})
    expect(await publishNamedBackend(client, 'be_new')).toMatchObject({
      changed: true,
      undo: `hactl backend unpublish be_new -s ${haproxy.socket}`,
      changes: [{was: 'unpublished', now: 'published'}],
    })
    expect(await publishNamedBackend(client, 'be_new')).toMatchObject({
      dryRun: false,
      changed: false,
      undo: null,
      changes: [{was: 'published', now: 'published'}],
    })
    expect(await status()).toBe('UP')
    await expect(deleteBackend(client, 'be_new')).rejects.toMatchObject({
      code: 'refused',
      exit: 1,
      message: expect.stringContaining('unpublished'),
      hint: expect.stringContaining('hactl backend unpublish'),
    })
    expect(await unpublishNamedBackend(client, 'be_new')).toMatchObject({
      undo: `hactl backend publish be_new -s ${haproxy.socket}`,
      changes: [{was: 'published', now: 'unpublished'}],
    })
    expect(await deleteBackend(client, 'be_new', {dryRun: true})).toMatchObject({commands: ['del backend be_new'], changed: false})
    expect(await deleteBackend(client, 'be_new')).toMatchObject({changed: true, undo: null, changes: [{was: 'unpublished', now: 'absent'}]})
    expect(await status()).toBeUndefined()
  })

  test('go, whatever HAProxy tells of servers in the same answer', async () => {
    await using haproxy = await startProxies(version, {nbthread: 1})
    const client = await RuntimeClient.connect(haproxy.socket)
    await addNamedBackend(client, {name: 'be_new', from: 'base'})
    await haproxy.exchange('set server be_app/web1 state maint;set server be_app/web1 state ready')
    expect(await deleteBackend(client, 'be_new')).toMatchObject({changed: true, changes: [{now: 'absent'}]})
    await haproxy.exchange('set server be_app/web1 state maint')
    await unpublishNamedBackend(client, 'be_empty')
    await expect(deleteBackend(client, 'be_app')).rejects.toMatchObject({message: expect.stringMatching(/refused `del backend`: (?!Server )/)})
  })

  test('are waited for until they have neither servers nor sessions', async () => {
    await using haproxy = await lab.start(version, {
      frontendLines: ['use_backend %[path,field(2,/)]'],
      sections: [
        'defaults slow\n    mode http\n    timeout client 60s\n    timeout connect 5s\n    timeout server 60s\n    timeout tarpit 1s\n    http-request tarpit',
      ],
    })
    const client = await RuntimeClient.connect(haproxy.socket)
    await addNamedBackend(client, {name: 'be_new', from: 'slow'})
    await haproxy.exchange('add server be_new/web1 127.0.0.1:1')
    await publishNamedBackend(client, 'be_new')
    await expect(deleteBackend(client, 'be_new', {wait: true})).rejects.toMatchObject({
      code: 'refused',
      hint: expect.stringContaining('hactl backend unpublish'),
    })
    const answered = fetch(`http://127.0.0.1:${haproxy.port}/be_new`)
    for (const end = Date.now() + 20_000; (await statField(haproxy, ['be_new', 'BACKEND'], 'scur')) !== '1'; )
      if (Date.now() > end) throw new Error('the request did not come to be_new within 20 s')
    await unpublishNamedBackend(client, 'be_new')
    await expect(deleteBackend(client, 'be_new')).rejects.toMatchObject({
      code: 'backend-has-servers',
      exit: 1,
      hint: expect.stringContaining('hactl server del'),
    })
    await expect(deleteBackend(client, 'be_new', {wait: true, timeout: 50})).rejects.toMatchObject({
      code: 'delete-incomplete',
      exit: 5,
      message: expect.stringContaining('the wait of 0.05 s has run out'),
      hint: expect.stringMatching(/stays unpublished, as it was; .*hactl backend publish be_new -s /),
    })
    const commands = ['wait 10000ms be-removable be_new', 'del backend be_new']
    expect(await deleteBackend(client, 'be_new', {wait: true, dryRun: true})).toMatchObject({dryRun: true, commands})
    const phases: string[] = []
    const deleted = deleteBackend(client, 'be_new', {
      wait: true,
      progress: ({phase}) => {
        // then its server is deleted, and its session goes on
        if (phases.push(phase) === 1) void haproxy.exchange('del server be_new/web1')
      },
    })
    expect(await deleted).toMatchObject({changed: true, changes: [{was: 'unpublished', now: 'absent'}]})
    expect(phases.length).toBeGreaterThan(0)
    expect((await answered).status).toBe(500)
    await addNamedBackend(client, {name: 'be_new', from: 'slow'})
    await publishNamedBackend(client, 'be_new')
    const busy = fetch(`http://127.0.0.1:${haproxy.port}/be_new`)
    for (const end = Date.now() + 20_000; (await statField(haproxy, ['be_new', 'BACKEND'], 'scur')) !== '1'; )
      if (Date.now() > end) throw new Error('the request did not come to be_new within 20 s')
    await unpublishNamedBackend(client, 'be_new')
    await expect(deleteBackend(client, 'be_new')).rejects.toMatchObject({code: 'backend-busy', exit: 1, hint: expect.stringContaining('--wait')})
    expect(await deleteBackend(client, 'be_new', {wait: true})).toMatchObject({changed: true})
    expect((await busy).status).toBe(500)
  })

  test('that HAProxy would not make, or that are not there, are said to be so', async () => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(addNamedBackend(client, {name: 'be_x', from: 'nosuch'})).rejects.toMatchObject({code: 'defaults-unknown', exit: 2})
    for (const dryRun of [true, false])
      await expect(addNamedBackend(client, {name: 'be_app', from: 'base'}, {dryRun})).rejects.toMatchObject({code: 'proxy-exists', exit: 2})
    for (const change of [publishNamedBackend, unpublishNamedBackend, deleteBackend])
      await expect(change(client, 'be_ap')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2, hint: 'did you mean "be_app"?'})
  })

  test.each(['user', 'operator'] as const)('are not changed at level %s', async (level) => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const denied = {code: 'permission-denied', exit: 7, hint: expect.stringContaining('level admin')}
    await expect(addNamedBackend(client, {name: 'be_new', from: 'base'})).rejects.toMatchObject(denied)
    for (const change of [publishNamedBackend, unpublishNamedBackend, deleteBackend]) await expect(change(client, 'be_app')).rejects.toMatchObject(denied)
    expect(await statField(haproxy, ['be_app', 'BACKEND'], 'status')).toBe('UP')
  })
})

describe.each(lab.versions.filter((version) => Number(version) < 3.4))('backends of HAProxy %s', (version) => {
  test('cannot be changed there: since when, and what to do instead, is said', async () => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const unsupported = {code: 'unsupported', exit: 1, message: expect.stringMatching(/3\.4$/), hint: expect.stringMatching(/hactl server|reload/)}
    for (const dryRun of [true, false]) {
      await expect(addNamedBackend(client, {name: 'be_new', from: 'base'}, {dryRun})).rejects.toMatchObject(unsupported)
      for (const change of [publishNamedBackend, unpublishNamedBackend, deleteBackend])
        await expect(change(client, 'be_app', {dryRun})).rejects.toMatchObject(unsupported)
    }
  })
})
