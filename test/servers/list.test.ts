import {describe, expect, test} from 'vitest'
import {findServer, findServers, listServers, RuntimeClient} from '../../src/index.ts'
import {adminState} from '../../src/servers/server.ts'
import {lab} from '../haproxy/lab.ts'
import {stands} from '../stats/support.ts'
import {startServers} from './support.ts'

describe.each(lab.versions)('servers of HAProxy %s', (version) => {
  test.each(['admin', 'operator', 'user'] as const)('are told on a socket of level %s, each with what it is', async (level) => {
    await using haproxy = await startServers(version)
    await stands(haproxy, 'be_app/gone', /^DOWN/)
    await haproxy.exchange('set server be_app/web2 state drain;set server be_app/gone state maint;set server be_app/web1 weight 50')
    await stands(haproxy, 'be_app/follower', /^MAINT \(via/)
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const servers = await listServers(client)
    expect(servers.map(({backend, server, admin, reason, state}) => [`${backend}/${server}`, admin, reason, state])).toEqual([
      ['be_app/web1', 'ready', null, 'up'],
      ['be_app/web2', 'drain', 'forced', 'up'],
      ['be_app/resting', 'maint', 'forced', 'down'],
      ['be_app/gone', 'maint', 'forced', 'down'],
      ['be_app/follower', 'maint', 'tracked', 'down'],
      ['be_app/six', 'ready', null, 'up'],
      ['be_app/local', 'ready', null, 'up'],
      ['be_app/same', 'ready', null, 'up'],
      ['be_static/web1', 'ready', null, 'up'],
    ])
    const [web1, web2, , , follower, six, local, same] = servers
    expect(web1).toMatchObject({
      weight: 50,
      initialWeight: 1,
      address: '127.0.0.1',
      port: 1,
      sessions: 0,
      sessionLimit: 20,
      queue: 0,
      backup: false,
      check: null,
    })
    expect(web2).toMatchObject({weight: 7, initialWeight: 7, sessionLimit: null, since: expect.any(Number)})
    expect(follower).toMatchObject({tracked: 'be_app/gone'})
    expect(six).toMatchObject({address: '::1', port: 80, backup: true})
    expect(local).toMatchObject({address: null, port: null})
    expect(same).toMatchObject({address: '127.0.0.1', port: null})
  })

  test('are found by backend, by name, and by patterns', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const names = async (name: string): Promise<string[]> => (await listServers(client, name)).map(({backend, server}) => `${backend}/${server}`)
    expect(await names('be_s*')).toEqual(['be_static/web1'])
    expect(await names('be_empty')).toEqual([])
    expect(await names('*/web?')).toEqual(['be_app/web1', 'be_app/web2', 'be_static/web1'])
    const several = await findServers(client, ['be_static/*', '*/web1'])
    expect(several.map(({backend}) => backend)).toEqual(['be_static', 'be_app'])
    expect(await findServer(client, 'be_app/six')).toMatchObject({server: 'six'})
  })

  test('that are not there are an error that names the nearest', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(findServer(client, 'be_app/web3')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2, hint: expect.stringContaining('"be_app/web1"')})
    await expect(listServers(client, 'be_ap')).rejects.toMatchObject({code: 'proxy-unknown', hint: 'did you mean "be_app"?'})
    await expect(listServers(client, 'www')).rejects.toMatchObject({code: 'proxy-unknown', message: expect.stringContaining('no backend "www"')})
    await expect(findServers(client, ['be_app/web1', 'x*/y'])).rejects.toMatchObject({code: 'proxy-unknown', hint: 'hactl server list shows all of them'})
    await expect(findServers(client, ['be_app/BACKEND'])).rejects.toMatchObject({code: 'proxy-unknown'})
    await expect(findServers(client, ['be_app'])).rejects.toMatchObject({code: 'usage', exit: 2})
    await expect(findServer(client, 'be_app/*')).rejects.toMatchObject({code: 'usage', exit: 2})
    await expect(findServers(client, ['*'])).rejects.toMatchObject({
      hint: "hactl server list shows all of them; '*/*' stands for those of all backends that fit",
    })
    // what was typed is wrong whoever answers
    await haproxy.kill()
    await expect(findServers(client, ['be_app/web1', 'web1'])).rejects.toMatchObject({code: 'usage', exit: 2, hint: 'hactl server list shows all of them'})
    await expect(findServers(client, ['be_app/web1'])).rejects.toMatchObject({exit: 3})
  })
})

test.each([
  [0, 'ready', null, 'ready'],
  // a server that was `disabled` in the configuration, and is no longer
  [0x04, 'ready', null, 'ready'],
  [0x05, 'maint', 'forced', 'maint'],
  [0x02, 'maint', 'tracked', 'ready'],
  [0x0a, 'maint', 'tracked', 'drain'],
  [0x20, 'maint', 'resolution', 'ready'],
  [0x09, 'maint', 'forced', 'maint'],
  [0x08, 'drain', 'forced', 'drain'],
  [0x18, 'drain', 'forced', 'drain'],
  [0x50, 'drain', 'tracked', 'ready'],
])('the mask %i is %s', (mask, admin, reason, forced) => {
  expect(adminState(mask)).toEqual({admin, reason, forced})
})
