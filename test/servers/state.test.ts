import {describe, expect, test} from 'vitest'
import {type AdminState, drainServers, findServers, RuntimeClient, setServersState} from '../../src/index.ts'
import {hactl} from '../cli/hactl.ts'
import {lab} from '../haproxy/lab.ts'
import {startServers, wireState} from './support.ts'

/** SRV_ADMF_FMAINT, SRV_ADMF_FDRAIN: forced by hand. */
const masks = {ready: 0, drain: 8, maint: 1} as const

/** One follows another, one has a name and no address. */
const held = [
  'resolvers dns\n    nameserver one 127.0.0.1:9',
  `backend be
    server lead 127.0.0.1:1 check inter 1h
    server follower 127.0.0.1:2 track be/lead
    server nowhere host1.lab:80 resolvers dns init-addr none`,
]

describe.each(lab.versions)('the state of servers of HAProxy %s', (version) => {
  test('goes from each to each, and is reported as it is', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    let was: AdminState = 'ready'
    for (const state of ['drain', 'maint', 'drain', 'ready', 'maint', 'ready', 'ready'] as const) {
      const report = await setServersState(client, await findServers(client, ['be_app/web1']), state)
      expect(report).toEqual({
        dryRun: false,
        changed: was !== state,
        commands: [`set server be_app/web1 state ${state}`],
        undo: was === state ? null : `hactl server ${was} be_app/web1 -s ${haproxy.socket}`,
        changes: [{name: 'be_app/web1', was, now: state, changed: was !== state, commands: [`set server be_app/web1 state ${state}`]}],
      })
      expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: masks[state]})
      was = state
    }
  })

  test('of a dry run stays', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const report = await setServersState(client, await findServers(client, ['be_app/web*']), 'maint', {dryRun: true})
    expect(report).toMatchObject({
      dryRun: true,
      commands: ['set server be_app/web1 state maint', 'set server be_app/web2 state maint'],
      changed: false,
      undo: null,
    })
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: 0})
  })

  test('that another server dictates is told', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await haproxy.exchange('set server be_app/gone state drain')
    const cautions: string[] = []
    const follower = await findServers(client, ['be_app/follower'])
    const report = await setServersState(client, follower, 'ready', {caution: (text) => cautions.push(text)})
    expect(report).toMatchObject({changed: false, changes: [{name: 'be_app/follower', was: 'ready', now: 'ready', changed: false}]})
    expect(cautions).toEqual(['be_app/follower is in drain all the same: it follows be_app/gone'])
  })

  test('that is held by another server, or by a name without an address, is what it was set to', async () => {
    await using haproxy = await lab.start(version, {sections: held})
    const client = await RuntimeClient.connect(haproxy.socket)
    const cautions: string[] = []
    const set = async (name: string, state: AdminState) =>
      setServersState(client, await findServers(client, [name]), state, {caution: (text) => cautions.push(text)})
    const undo = (state: AdminState, name: string) => `hactl server ${state} ${name} -s ${haproxy.socket}`
    await haproxy.exchange('set server be/lead state maint')

    expect(await set('be/follower', 'maint')).toMatchObject({changes: [{was: 'ready', now: 'maint', changed: true}], undo: undo('ready', 'be/follower')})
    expect(await wireState(haproxy, 'be/follower')).toMatchObject({admin: 0x03})
    expect(await set('be/follower', 'drain')).toMatchObject({changes: [{was: 'maint', now: 'drain', changed: true}], undo: undo('maint', 'be/follower')})
    expect(await wireState(haproxy, 'be/follower')).toMatchObject({admin: 0x0a})
    expect(await findServers(client, ['be/follower'])).toMatchObject([{admin: 'maint', reason: 'tracked', forced: 'drain'}])
    expect((await hactl(['server', 'list', 'be/follower', '-s', haproxy.socket])).stdout).toContain(' maint (tracked, set to drain) ')
    expect(await set('be/follower', 'ready')).toMatchObject({changes: [{was: 'drain', now: 'ready', changed: true}], undo: undo('drain', 'be/follower')})
    expect(await set('be/nowhere', 'maint')).toMatchObject({changes: [{was: 'ready', now: 'maint', changed: true}], undo: undo('ready', 'be/nowhere')})
    expect(await wireState(haproxy, 'be/nowhere')).toMatchObject({admin: 0x21})
    expect(cautions).toEqual([
      'be/follower was in maint before, too: it follows be/lead',
      'be/follower is in maint all the same: it follows be/lead',
      'be/follower is in maint all the same: it follows be/lead',
      'be/nowhere was in maint before, too: its name has no address',
    ])
    expect(await hactl(['server', 'maint', 'be/follower', '-s', haproxy.socket])).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/was in maint before, too: it follows be\/lead[^]*be\/follower is set to maint \(was ready;/),
    })
  })

  test('that is held is drained and taken out of service like another', async () => {
    await using haproxy = await lab.start(version, {sections: held})
    const client = await RuntimeClient.connect(haproxy.socket)
    await haproxy.exchange('set server be/lead state maint')
    await haproxy.exchange('set server be/follower state drain')
    const report = await drainServers(client, await findServers(client, ['be/*']), {wait: true, next: 'maint'})
    expect(report.changes).toMatchObject([
      {name: 'be/follower', was: 'drain', now: 'maint'},
      {name: 'be/nowhere', was: 'ready', now: 'maint'},
    ])
    expect(report.undo).toBe(`hactl server drain be/follower -s ${haproxy.socket} && hactl server ready be/nowhere -s ${haproxy.socket}`)
    expect([await wireState(haproxy, 'be/follower'), await wireState(haproxy, 'be/nowhere')]).toMatchObject([{admin: 0x03}, {admin: 0x21}])
  })

  test.each(['operator', 'user'] as const)('needs more than level %s', async (level) => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const servers = await findServers(client, ['be_app/web*'])
    await expect(setServersState(client, servers, 'drain')).rejects.toMatchObject({
      code: 'permission-denied',
      exit: 7,
      hint: expect.stringContaining('level admin'),
    })
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: 0})
  })

  test('that breaks off in between is 5, with what was done and what undoes it', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const [resting, web1, web2] = await findServers(client, ['be_app/resting', 'be_app/web1', 'be_app/web2'])
    if (!resting || !web1 || !web2) throw new Error('servers are missing')
    const gone = {...web2, server: 'nosuch'}
    await expect(setServersState(client, [resting, web1, gone], 'drain')).rejects.toMatchObject({
      code: 'servers-incomplete',
      exit: 5,
      message: expect.stringMatching(/^2 of 3 servers were changed \(be_app\/resting, be_app\/web1\), then: .*No such server/),
      hint: expect.stringMatching(/hactl server maint be_app\/resting -s \S+ && hactl server ready be_app\/web1 -s \S+$/),
    })
    await expect(setServersState(client, [gone, web1], 'drain')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2})
  })
})
