import {describe, expect, test} from 'vitest'
import {type AgentWanted, type Checked, findServers, type HealthWanted, RuntimeClient, type Server, setServersAgent, setServersHealth} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {stands} from '../stats/support.ts'
import {startChecked, wireFields} from './support.ts'

const unseenPlace = 'this HAProxy does not tell where the checks of be_api/checked went before: no command brings that back'

describe.each(lab.versions)('checks of servers of HAProxy %s', (version) => {
  const older = Number(version) < 2.4

  test('of health: a state, on and off, another place', async () => {
    await using haproxy = await startChecked(version)
    // the first check is made at the start
    await stands(haproxy, 'be_api/checked', /^DOWN/)
    const client = await RuntimeClient.connect(haproxy.socket)
    const cautions: string[] = []
    const set = async (name: string, wanted: HealthWanted): Promise<Checked | undefined> =>
      (await setServersHealth(client, await findServers(client, [name]), wanted, {caution: (text) => cautions.push(text)})).changes[0]?.now
    expect(await set('be_api/checked', {state: 'up'})).toMatchObject({state: 'up', checks: 'enabled'})
    expect(cautions.splice(0)).toEqual(['be_api/checked: its checks go on, and the next ones decide again; --disable ends them'])
    expect(await set('be_api/checked', {state: 'stopping', checks: 'disable'})).toMatchObject({state: 'stopping', checks: 'disabled'})
    expect(await wireFields(haproxy, 'be_api/checked')).toMatchObject({srv_op_state: '3', srv_check_state: '2'})
    await expect(set('be_api/checked', {port: '81'})).rejects.toMatchObject({code: 'check-missing', message: expect.stringContaining('--enable')})
    expect(await set('be_api/plain', {state: 'down'})).toMatchObject({state: 'down', checks: null})
    expect(await wireFields(haproxy, 'be_api/plain')).toMatchObject({srv_op_state: '0'})
    expect(cautions).toEqual([])
    expect(await set('be_api/checked', {port: '8081', checks: 'enable'})).toMatchObject({checks: 'enabled', port: older ? null : 8081})
    expect(await wireFields(haproxy, 'be_api/checked')).toMatchObject({srv_check_state: '6', ...(older ? {} : {srv_check_port: '8081'})})
    const moved = await setServersHealth(client, await findServers(client, ['be_api/checked']), {port: '8082'})
    // nothing of 2.2 tells that it went elsewhere
    expect(moved).toMatchObject({changed: true, undo: older ? null : expect.stringContaining('--port 8081')})
    await haproxy.exchange('set server be_api/plain state maint')
    expect(await set('be_api/plain', {state: 'up'})).toMatchObject({state: 'down'})
    expect(cautions).toEqual([...(older ? [unseenPlace] : []), 'be_api/plain is down all the same: it is in maintenance'])
  })

  test('of health that had no place of their own have none again, and what cannot be brought back is told', async () => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const cautions: string[] = []
    const set = async (wanted: HealthWanted) =>
      setServersHealth(client, await findServers(client, ['be_api/checked']), wanted, {caution: (text) => cautions.push(text)})
    const moved = await set({port: '8081'})
    if (older) {
      expect(moved).toMatchObject({changed: true, undo: null})
      expect(cautions).toEqual([unseenPlace])
      return
    }
    expect(moved).toMatchObject({changes: [{was: {port: null}, now: {port: 8081}}], undo: expect.stringMatching(/ be_api\/checked --port 0 -s /)})
    expect(await set({port: '0'})).toMatchObject({changes: [{was: {port: 8081}, now: {port: null}}], undo: expect.stringMatching(/ --port 8081 -s /)})
    expect(await wireFields(haproxy, 'be_api/checked')).toMatchObject({srv_check_port: '0'})
    expect(cautions).toEqual([])
    if (version === '3.4') return
    expect(await set({address: '127.0.0.9'})).toMatchObject({undo: expect.stringMatching(/ --addr 127\.0\.0\.1 -s /)})
    expect(cautions).toEqual([
      'the checks of be_api/checked had no address of their own, and went where it went: only a reload brings that back, 127.0.0.1 comes near',
    ])
  })

  test('of health go to another address where this version can, and say why where not', async () => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const checked = await findServers(client, ['be_api/checked'])
    const move = setServersHealth(client, checked, {address: '127.0.0.9'})
    if (older) await expect(move).rejects.toMatchObject({code: 'unsupported', exit: 1, message: expect.stringContaining('2.4')})
    else if (version === '3.4') await expect(move).rejects.toMatchObject({code: 'refused', exit: 1, hint: expect.stringContaining('haproxy.cfg')})
    else {
      expect((await move).changes[0]?.now).toMatchObject({address: '127.0.0.9'})
      expect(await wireFields(haproxy, 'be_api/checked')).toMatchObject({srv_check_addr: '127.0.0.9'})
    }
  })

  test('of agents: a state, on and off, another place, another word', async () => {
    await using haproxy = await startChecked(version)
    await stands(haproxy, 'be_api/agent', /./)
    const client = await RuntimeClient.connect(haproxy.socket)
    const cautions: string[] = []
    const report = async (wanted: AgentWanted) =>
      setServersAgent(client, await findServers(client, ['be_api/agent']), wanted, {caution: (text) => cautions.push(text)})
    expect(await report({state: 'down', checks: 'disable'})).toMatchObject({
      changes: [{now: {state: 'down', checks: 'disabled'}}],
      commands: ['set server be_api/agent agent down', 'disable agent be_api/agent'],
    })
    await expect(report({state: 'up'})).rejects.toMatchObject({code: 'check-missing', exit: 2, message: expect.stringContaining('--enable')})
    expect(await report({state: 'up', checks: 'enable', address: '127.0.0.8', send: 'a b;c'})).toMatchObject({
      changes: [{now: {state: 'up', checks: 'enabled', address: older ? null : '127.0.0.8'}}],
      commands: [
        'enable agent be_api/agent',
        'set server be_api/agent agent-addr 127.0.0.8',
        String.raw`set server be_api/agent agent-send a\ b\;c`,
        'set server be_api/agent agent up',
      ],
    })
    expect(await wireFields(haproxy, 'be_api/agent')).toMatchObject({srv_op_state: '2'})
    expect(await report({address: '127.0.0.7'})).toMatchObject({changed: true, undo: older ? null : expect.stringContaining('--addr 127.0.0.8')})
    expect(await report({address: '127.0.0.7', send: 'd'})).toMatchObject({changed: true, undo: null})
    expect(cautions).toContain('HAProxy does not tell what the agent of be_api/agent was told before: no command brings that back')
    const port = report({port: '4567', send: 'e'})
    if (older) await expect(port).rejects.toMatchObject({code: 'unsupported', message: expect.stringContaining('set server agent-port')})
    else expect(await port).toMatchObject({changes: [{now: {port: 4567}}], undo: expect.stringMatching(/ server agent be_api\/agent --port 9 -s \S+$/)})
  })

  test('that a server does not have, or that are no such thing, are refused before anything is sent', async () => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const health = async (name: string, wanted: HealthWanted): Promise<unknown> => setServersHealth(client, await findServers(client, [name]), wanted)
    const agent = async (name: string, wanted: AgentWanted): Promise<unknown> => setServersAgent(client, await findServers(client, [name]), wanted)
    await stands(haproxy, 'be_api/follower', /^DOWN/)
    const state = async (): Promise<unknown> =>
      Promise.all(['plain', 'checked', 'agent', 'follower'].map(async (name) => wireFields(haproxy, `be_api/${name}`)))
    const settled = (all: unknown): unknown => JSON.parse(JSON.stringify(all).replaceAll(/"srv_time_since_last_change":"\d+",?/g, ''))
    const before = settled(await state())
    await expect(health('be_api/follower', {state: 'up'})).rejects.toMatchObject({code: 'check-missing', message: expect.stringContaining('be_api/checked')})
    // HAProxy 2.2 says yes to these
    for (const wanted of [{checks: 'enable'}, {checks: 'disable'}, {port: '80'}] as const)
      await expect(health('be_api/plain', wanted)).rejects.toMatchObject({code: 'check-missing', exit: 2})
    await expect(agent('be_api/*', {state: 'up'})).rejects.toMatchObject({
      code: 'check-missing',
      message: expect.stringMatching(/plain has no agent.*checked has no/),
    })
    for (const wanted of [{address: 'localhost'}, {port: '00'}, {port: '65536'}, {port: '8x'}]) {
      await expect(health('be_api/checked', wanted)).rejects.toMatchObject({code: 'server-address-invalid', exit: 2})
      await expect(agent('be_api/agent', wanted)).rejects.toMatchObject({code: 'server-address-invalid', exit: 2})
    }
    await expect(health('be_api/checked', {})).rejects.toMatchObject({code: 'usage', exit: 2})
    expect(settled(await state())).toEqual(before)
  })

  test.each(['operator', 'user'] as const)('need more than level %s', async (level) => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const [checked, agent] = await findServers(client, ['be_api/checked', 'be_api/agent'])
    if (!checked || !agent) throw new Error('servers are missing')
    for (const wanted of [{state: 'up'}, {checks: 'disable'}, {port: '80'}] as const)
      await expect(setServersHealth(client, [checked], wanted)).rejects.toMatchObject({code: 'permission-denied', exit: 7})
    for (const wanted of [{state: 'up'}, {checks: 'disable'}, {send: 'x'}] as const)
      await expect(setServersAgent(client, [agent], wanted)).rejects.toMatchObject({code: 'permission-denied', exit: 7})
  })

  test('that break off in between are 5, with what undoes them', async () => {
    await using haproxy = await startChecked(version)
    await stands(haproxy, 'be_api/checked', /^DOWN/)
    const client = await RuntimeClient.connect(haproxy.socket)
    const [checked] = await findServers(client, ['be_api/checked'])
    if (!checked) throw new Error('be_api/checked is missing')
    await expect(setServersHealth(client, [checked, {...checked, server: 'nosuch'}], {state: 'up', checks: 'disable', port: '80'})).rejects.toMatchObject({
      code: 'servers-incomplete',
      exit: 5,
      // 2.2 does not tell where checks went before
      hint: expect.stringMatching(
        older
          ? /what can be undone: hactl server health be_api\/checked down --enable -s \S+$/
          : /it: hactl server health be_api\/checked down --enable --port 0 -s \S+$/,
      ),
    })
    const [agent] = await findServers(client, ['be_api/agent'])
    if (!agent) throw new Error('be_api/agent is missing')
    const broken = async (was: Server, wanted: AgentWanted): Promise<unknown> => setServersAgent(client, [was, {...was, server: 'nosuch'}], wanted)
    // no agent says `stopping`: hactl would not take it back
    await expect(broken({...agent, state: 'stopping'}, {state: 'down'})).rejects.toMatchObject({hint: expect.stringContaining('be_api/agent up -s ')})
    // what it was told before is nowhere
    await expect(broken(agent, {send: 'x'})).rejects.toMatchObject({code: 'servers-incomplete', exit: 5, hint: expect.stringMatching(/no command brings back/)})
  })
})
