import {connect} from 'node:net'
import {describe, expect, test} from 'vitest'
import {disableNamedFrontend, enableNamedFrontend, findFrontend, limitFrontend, listFrontends, RuntimeClient, shutdownNamedFrontend} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {startProxies, statField} from './support.ts'

/** Whether somebody who comes now is let in. */
const accepts = ({port}: LabHaproxy): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({port, host: '127.0.0.1'})
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('close', () => socket.destroy())
    socket.on('connect', () => socket.destroy())
  })

const maxconnOf = (haproxy: LabHaproxy, frontend: string): Promise<string | undefined> => statField(haproxy, [frontend, 'FRONTEND'], 'slim')

describe.each(lab.versions)('frontends of HAProxy %s', (version) => {
  test('enable of one that is open is no change, whether connections fill it or not', async () => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await haproxy.exchange('set maxconn frontend lab 1')
    const busy = connect({port: haproxy.port, host: '127.0.0.1'}).on('error', () => {})
    try {
      await expect.poll(() => statField(haproxy, ['lab', 'FRONTEND'], 'scur')).toBe('1')
      const report = enableNamedFrontend(client, 'lab')
      busy.destroy()
      // 2.2 shows it as FULL while it is
      expect(await report.catch((error: unknown) => error)).toMatchObject({changed: false, undo: null})
    } finally {
      busy.destroy()
    }
  })

  test('an interruption behind the command keeps nobody from seeing what it led to', async () => {
    await using haproxy = await startProxies(version)
    const stop = new AbortController()
    const debug = (line: string): void => {
      if (line.includes('> disable frontend')) stop.abort(new Error('Ctrl-C'))
    }
    const client = await RuntimeClient.connect(haproxy.socket, {signal: stop.signal, debug})
    expect(await disableNamedFrontend(client, 'www')).toMatchObject({
      changed: true,
      undo: expect.stringContaining('frontend enable www'),
      changes: [{was: 'OPEN'}],
    })
    expect(stop.signal.aborted).toBe(true)
  })

  test('are told on a socket of any level', async () => {
    await using haproxy = await startProxies(version)
    for (const level of ['user', 'operator', 'admin'] as const) {
      const client = await RuntimeClient.connect(haproxy.sockets[level])
      const frontends = await listFrontends(client)
      expect(frontends.map(({frontend}) => frontend)).toEqual(['lab', 'www', 'spare'])
      expect(frontends[1]).toEqual({
        frontend: 'www',
        status: 'OPEN',
        sessions: 0,
        sessionLimit: 50,
        rate: 0,
        rateLimit: 100,
        highestRate: 0,
        mode: 'http',
      })
    }
    const client = await RuntimeClient.connect(haproxy.socket)
    expect((await listFrontends(client, 'w*')).map(({frontend}) => frontend)).toEqual(['www'])
    await expect(listFrontends(client, 'ww')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2, hint: 'did you mean "www"?'})
    await expect(findFrontend(client, 'be_app')).rejects.toMatchObject({code: 'proxy-unknown', message: 'HAProxy has no frontend "be_app"'})
    await expect(findFrontend(client, 'w*')).rejects.toMatchObject({code: 'usage', exit: 2})
  })

  test('let nobody in while they are disabled, and again when they are enabled', async () => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    expect(await disableNamedFrontend(client, 'lab', {dryRun: true})).toMatchObject({dryRun: true, commands: ['disable frontend lab'], changed: false})
    expect(await accepts(haproxy)).toBe(true)
    // 2.2 has one word for both
    const word = version === '2.2' ? 'STOP' : 'PAUSED'
    expect(await disableNamedFrontend(client, 'lab')).toEqual({
      dryRun: false,
      changed: true,
      commands: ['disable frontend lab'],
      undo: `hactl frontend enable lab -s ${haproxy.socket}`,
      changes: [{name: 'lab', was: 'OPEN', now: word, changed: true, commands: ['disable frontend lab']}],
    })
    expect(await accepts(haproxy)).toBe(false)
    expect(await disableNamedFrontend(client, 'lab')).toMatchObject({changed: false, undo: null, changes: [{was: word, now: word, changed: false}]})
    expect(await enableNamedFrontend(client, 'lab')).toMatchObject({
      changed: true,
      undo: `hactl frontend disable lab -s ${haproxy.socket}`,
      changes: [{was: word, now: 'OPEN'}],
    })
    expect(await accepts(haproxy)).toBe(true)
    expect(await enableNamedFrontend(client, 'lab')).toMatchObject({changed: false, undo: null, changes: [{was: 'OPEN', now: 'OPEN'}]})
  })

  test('that were shut down stay so', async () => {
    await using haproxy = await startProxies(version, {masterWorker: false})
    const client = await RuntimeClient.connect(haproxy.socket)
    expect(await shutdownNamedFrontend(client, 'lab', {dryRun: true})).toMatchObject({commands: ['shutdown frontend lab'], changed: false})
    expect(await accepts(haproxy)).toBe(true)
    // 2.2 does not tell of it any more
    expect(await shutdownNamedFrontend(client, 'lab')).toMatchObject({
      changed: true,
      undo: null,
      changes: [{was: 'OPEN', now: version === '2.2' ? null : 'STOP'}],
    })
    expect(await accepts(haproxy)).toBe(false)
    const again = version === '2.2' ? {code: 'proxy-unknown', exit: 2} : {code: 'refused', exit: 1, hint: 'only a reload of HAProxy brings it back'}
    await expect(enableNamedFrontend(client, 'lab')).rejects.toMatchObject(again)
  })

  test('that were shut down under a master keep their addresses: nobody answers there', async () => {
    await using haproxy = await startProxies(version)
    await shutdownNamedFrontend(await RuntimeClient.connect(haproxy.socket), 'lab')
    // the master has the socket open, and never accepts
    expect(await accepts(haproxy)).toBe(version !== '2.2')
  })

  test('take as many connections as they are told to, and no garbage', async () => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    for (const value of ['0', '-1', '5x', '', '1.5', 'all', '2147483648', '99999999999', ' 5'])
      await expect(limitFrontend(client, 'www', value), value).rejects.toMatchObject({code: 'number-invalid', exit: 2})
    expect(await limitFrontend(client, 'www', '70', {dryRun: true})).toMatchObject({
      dryRun: true,
      changes: [{was: 50, now: 50}],
      commands: ['set maxconn frontend www 70'],
    })
    expect(await maxconnOf(haproxy, 'www')).toBe('50')
    const limited = {changed: true, undo: `hactl frontend maxconn www 50 -s ${haproxy.socket}`, changes: [{name: 'www', was: 50, now: 70}]}
    expect(await limitFrontend(client, 'www', '70')).toMatchObject(limited)
    expect(await limitFrontend(client, 'www', '70')).toMatchObject({changed: false, undo: null, changes: [{was: 70, now: 70}]})
    expect(await maxconnOf(haproxy, 'www')).toBe('70')
    expect(await maxconnOf(haproxy, 'spare')).toBe('60')
    expect(await limitFrontend(client, 'www', '2147483647')).toMatchObject({changes: [{now: 2_147_483_647}]})
  })

  test.each(['user', 'operator'] as const)('are not changed at level %s', async (level) => {
    await using haproxy = await startProxies(version)
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const denied = {code: 'permission-denied', exit: 7, hint: expect.stringContaining('level admin')}
    await expect(disableNamedFrontend(client, 'www')).rejects.toMatchObject(denied)
    await expect(enableNamedFrontend(client, 'www')).rejects.toMatchObject(denied)
    await expect(shutdownNamedFrontend(client, 'www')).rejects.toMatchObject(denied)
    await expect(limitFrontend(client, 'www', '70')).rejects.toMatchObject(denied)
    expect(await statField(haproxy, ['www', 'FRONTEND'], 'status')).toBe('OPEN')
    expect(await maxconnOf(haproxy, 'www')).toBe('50')
  })
})
