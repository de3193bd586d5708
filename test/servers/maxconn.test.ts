import {describe, expect, test} from 'vitest'
import {findServers, RuntimeClient, serverConnections, setServersMaxconn} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {startServers} from './support.ts'

describe.each(lab.versions)('servers of HAProxy %s', (version) => {
  test('have their maxconn set, and shown as it is', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const slim = async (): Promise<string | undefined> =>
      (await haproxy.exchange('show stat'))
        .toString('latin1')
        .split('\n')
        .find((line) => line.startsWith('be_app,web1,'))
        ?.split(',')[6]
    for (const [text, now, shown] of [
      ['7', 7, '7'],
      ['0', null, ''],
      ['2147483647', 2_147_483_647, '2147483647'],
      ['020', 20, '20'],
    ] as const) {
      const report = await setServersMaxconn(client, await findServers(client, ['be_app/web1']), text)
      expect(report.changes[0]?.now).toBe(now)
      expect(await slim()).toBe(shown)
    }
    const servers = await findServers(client, ['be_app/web1'])
    for (const text of ['-1', '', '5x', '1.5', '2147483648', '99999999999', ' 5', '1e3'])
      await expect(setServersMaxconn(client, servers, text), text).rejects.toMatchObject({code: 'number-invalid', exit: 2})
    for (const level of ['operator', 'user'] as const)
      await expect(setServersMaxconn(await RuntimeClient.connect(haproxy.sockets[level]), servers, '5')).rejects.toMatchObject({
        code: 'permission-denied',
        exit: 7,
      })
    expect(await slim()).toBe('20')
  })

  test('have connections, in use and idle, which are told on a socket of level user', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.sockets.user)
    const all = await serverConnections(client)
    expect(all.map(({backend, server}) => `${backend}/${server}`)).toEqual([
      ...['web1', 'web2', 'resting', 'gone', 'follower', 'six', 'local', 'same'].map((name) => `be_app/${name}`),
      'be_static/web1',
    ])
    expect(await serverConnections(client, 'be_empty')).toEqual([])
    await expect(serverConnections(client, 'be_ap')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2, hint: 'did you mean "be_app"?'})
    const [web1] = await serverConnections(client, '*/web1')
    const isNew = Number(version) >= 3.4
    expect(web1).toMatchObject({used: 0, idle: 0, idleLimit: null, purgeDelay: 5000, served: isNew ? 0 : null, private: isNew ? 0 : null})
    expect(web1?.threads.length).toBeGreaterThan(0)
  })
})
