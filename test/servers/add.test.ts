import {describe, expect, test} from 'vitest'
import {type AddServerReport, addServerTo, RuntimeClient, type Server} from '../../src/index.ts'
import {newServer} from '../../src/servers/new-server.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {statField} from '../proxies/support.ts'
import {startServers, wireState} from './support.ts'

const added = (haproxy: LabHaproxy, server: string): Promise<string | undefined> => statField(haproxy, ['be_app', server], 'status')

const nowIn = ({changes: [one]}: AddServerReport): Server | null | undefined => one?.now

describe.each(lab.since('2.6'))('a server that is added to HAProxy %s', (version) => {
  test('is what its keywords say, and rests until it is enabled', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const keywords = 'check inter 1s fall 2 rise 3 weight 5 maxconn 50 backup id 77'.split(' ')
    const dry = await addServerTo(client, 'be_app/new', '127.0.0.1:9', keywords, {dryRun: true, enable: true})
    const commands = [`add server be_app/new 127.0.0.1:9 ${keywords.join(' ')}`, 'enable health be_app/new', 'set server be_app/new state ready']
    const one = {name: 'be_app/new', was: null, now: null, changed: false, commands}
    expect(dry).toEqual({dryRun: true, changed: false, commands, undo: null, changes: [one]})
    expect(await added(haproxy, 'new')).toBeUndefined()
    const report = await addServerTo(client, 'be_app/new', '127.0.0.1:9', keywords)
    expect(report).toMatchObject({dryRun: false, changed: true, undo: `hactl server del be_app/new --maint -s ${haproxy.socket} --yes`})
    expect(nowIn(report)).toMatchObject({admin: 'maint', weight: 5, sessionLimit: 50, backup: true, address: '127.0.0.1', port: 9})
    expect(await added(haproxy, 'new')).toBe('MAINT')
    expect(await statField(haproxy, ['be_app', 'new'], 'sid')).toBe('77')
  })

  test('and is gone before it is looked at, is not said to have been deleted again', async () => {
    await using haproxy = await startServers(version)
    const state = {added: false}
    await using relay = await Relay.before(haproxy.socket, {
      plan: ({line}) => {
        state.added ||= line.startsWith('add server')
        return state.added && line.includes('show servers state') ? {kind: 'hold', meanwhile: () => haproxy.exchange('del server be_app/new')} : undefined
      },
    })
    await expect(addServerTo(await RuntimeClient.connect(relay.address), 'be_app/new', '127.0.0.1:9')).rejects.toMatchObject({
      code: 'verification-failed',
      exit: 4,
      message: expect.stringContaining('it is not there'),
      hint: 'somebody has deleted it meanwhile: nothing is left of it',
    })
  })

  test('takes traffic at once where that is asked for, its checks on', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const report = await addServerTo(client, 'be_app/new', '[::1]:9', ['inter', '50ms', 'fall', '1'], {check: true, enable: true})
    const {commands} = report
    expect(nowIn(report)).toMatchObject({admin: 'ready', address: '::1', port: 9})
    expect(commands).toEqual(['add server be_app/new [::1]:9 inter 50ms fall 1 check', 'enable health be_app/new', 'set server be_app/new state ready'])
    // nobody listens there: only a check can find that out
    for (const end = Date.now() + 20_000; !(await added(haproxy, 'new'))?.startsWith('DOWN'); )
      if (Date.now() > end) throw new Error('no check has failed within 20 s')
    expect((await addServerTo(client, 'be_app/agent', '127.0.0.1:9', ['agent-check', 'agent-port', '8'])).commands[1]).toBe('enable agent be_app/agent')
    expect((await addServerTo(client, 'be_app/local', 'unix@/tmp/nosuch.sock').catch((error: unknown) => error)) as object).toMatchObject({
      code: 'proxy-exists',
    })
    expect(nowIn(await addServerTo(client, 'be_app/socket', 'unix@/tmp/nosuch.sock'))).toMatchObject({address: null})
    expect(nowIn(await addServerTo(client, 'be_app/tracks', '127.0.0.1:9', ['track', 'gone']))).toMatchObject({tracked: 'be_app/gone'})
    expect(nowIn(await addServerTo(client, 'be_app/safe', '127.0.0.1:9', ['ssl', 'verify', 'none']))).toMatchObject({admin: 'maint'})
  })

  test('whose name HAProxy would never resolve goes again', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(addServerTo(client, 'be_app/new', 'localhost:80', [], {enable: true})).rejects.toMatchObject({
      code: 'verification-failed',
      exit: 4,
      message: expect.stringContaining('never resolved'),
    })
    expect(await added(haproxy, 'new')).toBeUndefined()
  })

  test('is refused before anything is sent, where HAProxy would take something else than it says', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    for (const keywords of [
      ['weight'],
      ['weight', '257'],
      ['maxconn', '5x'],
      ['maxconn', 'many'],
      ['check', 'port', '99999'],
      ['check', 'port', '0'],
      ['enabled'],
      ['id', '-1'],
    ])
      await expect(addServerTo(client, 'be_app/new', '127.0.0.1:9', keywords), keywords.join(' ')).rejects.toMatchObject({
        code: 'server-option-invalid',
        exit: 2,
      })
    await expect(addServerTo(client, 'be_ap/new', '127.0.0.1:9')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2, hint: 'did you mean "be_app"?'})
    await expect(addServerTo(client, 'be_app/web1', '127.0.0.1:9')).rejects.toMatchObject({code: 'proxy-exists', exit: 2})
    for (const name of ['be_app', 'be_*/new', 'be_app/new?'])
      await expect(addServerTo(client, name, '127.0.0.1:9', [], {dryRun: true}), name).rejects.toMatchObject({code: 'usage', exit: 2})
    expect(await added(haproxy, 'new')).toBeUndefined()
  })

  test('is refused by HAProxy with its own words', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(addServerTo(client, 'be_app/new', '127.0.0.1:9', ['bogus'])).rejects.toMatchObject({
      code: 'refused',
      exit: 1,
      message: expect.stringContaining("'bogus'"),
    })
    await expect(addServerTo(client, 'be_static/new', '127.0.0.1:9')).rejects.toMatchObject({code: 'refused', message: expect.stringMatching(/dynamic/)})
    const operator = await RuntimeClient.connect(haproxy.sockets.operator)
    await expect(addServerTo(operator, 'be_app/new', '127.0.0.1:9')).rejects.toMatchObject({
      code: 'permission-denied',
      exit: 7,
      hint: expect.stringContaining('level admin'),
    })
    expect(await added(haproxy, 'new')).toBeUndefined()
  })

  test('may have as many words as a command line has', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const words = [...Array.from({length: 29}, () => ['rise', '2']).flat(), 'weight', '9']
    expect(nowIn(await addServerTo(client, 'be_app/new', '127.0.0.1:9', words))).toMatchObject({weight: 9})
    expect((await wireState(haproxy, 'be_app/new')).weight).toBe(9)
    await expect(addServerTo(client, 'be_app/more', '127.0.0.1:9', ['check', ...words])).rejects.toMatchObject({code: 'server-option-invalid'})
  })
})

test('a HAProxy that cannot add servers says since when, and what to do instead', async () => {
  for (const version of lab.versions.filter((each) => Number(each) < 2.6)) {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const unsupported = {code: 'unsupported', exit: 1, message: expect.stringContaining('2.6'), hint: expect.stringContaining('haproxy.cfg')}
    await expect(addServerTo(client, 'be_app/new', '127.0.0.1:9', [], {dryRun: true})).rejects.toMatchObject(unsupported)
  }
})

test('a value is not taken for a keyword, and the last of several counts', () => {
  expect([...newServer('x', ['cookie', 'weight', 'weight', '3', 'weight', '4', 'backup'], true).options]).toEqual([
    ['cookie', 'weight'],
    ['weight', '4'],
    ['backup', ''],
    ['check', ''],
  ])
  expect(newServer('x', ['check'], true).words).toEqual(['check'])
})
