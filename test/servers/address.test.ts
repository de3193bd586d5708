import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, test} from 'vitest'
import {findServers, RuntimeClient, type Server, setServersAddress} from '../../src/index.ts'
import {hactl} from '../cli/hactl.ts'
import {ScriptedServer} from '../faults/scripted.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {startServers, wireFields} from './support.ts'

const placeOf = async (haproxy: LabHaproxy, name: string): Promise<[string | undefined, string | undefined]> => {
  const {srv_addr: address, srv_port: port} = await wireFields(haproxy, name)
  return [address, port]
}

const find = async (client: RuntimeClient, ...names: string[]): Promise<Server[]> => findServers(client, names)

describe.each(lab.versions)('the address of servers of HAProxy %s', (version) => {
  test('is set with and without a port, and is what HAProxy shows then', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    for (const [text, address, port, command] of [
      ['192.0.2.7', '192.0.2.7', '1', 'addr 192.0.2.7'],
      ['192.0.2.8:8080', '192.0.2.8', '8080', 'addr 192.0.2.8 port 8080'],
      ['192.0.2.8:8080', '192.0.2.8', '8080', 'addr 192.0.2.8 port 8080'],
      [':65535', '192.0.2.8', '65535', 'addr 192.0.2.8 port 65535'],
      ['[2001:db8::7]:80', '2001:db8::7', '80', 'addr 2001:db8::7 port 80'],
      ['2001:db8:0:0::8', '2001:db8::8', '80', 'addr 2001:db8:0:0::8'],
    ] as const) {
      const report = await setServersAddress(client, await find(client, 'be_app/web1'), text)
      expect(report.commands).toEqual([`set server be_app/web1 ${command}`])
      expect(await placeOf(haproxy, 'be_app/web1')).toEqual([address, port])
      expect(report.changes[0]?.now).toBe(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)
    }
  })

  test('that is none is refused before anything is sent', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const servers = await find(client, 'be_app/web1')
    for (const text of [
      '',
      'localhost',
      '10.1',
      '10.0.0.1:0',
      '10.0.0.1:65536',
      '10.0.0.1:12x',
      '10.0.0.1:+32768',
      ':+',
      ':-70000',
      ':',
      '[::1',
      'fe80::1%lo',
      '[10.0.0.1]:80',
      '010.0.0.1',
    ])
      await expect(setServersAddress(client, servers, text), text).rejects.toMatchObject({code: 'server-address-invalid', exit: 2})
    await expect(setServersAddress(client, await find(client, 'be_app/local'), '10.0.0.1')).rejects.toMatchObject({code: 'server-address-invalid'})
    expect(await placeOf(haproxy, 'be_app/web1')).toEqual(['127.0.0.1', '1'])
  })

  test('of a dry run stays, and so it does without permission', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    expect(await setServersAddress(client, await find(client, 'be_app/web*'), ':81', {dryRun: true})).toMatchObject({
      commands: ['set server be_app/web1 addr 127.0.0.1 port 81', 'set server be_app/web2 addr 127.0.0.1 port 81'],
      changed: false,
    })
    for (const level of ['operator', 'user'] as const) {
      const limited = await RuntimeClient.connect(haproxy.sockets[level])
      await expect(setServersAddress(limited, await find(limited, 'be_app/web1'), ':81')).rejects.toMatchObject({code: 'permission-denied', exit: 7})
    }
    expect(await placeOf(haproxy, 'be_app/web1')).toEqual(['127.0.0.1', '1'])
  })

  test('that HAProxy claims to have set, and does not show, is 5', async () => {
    await using haproxy = await startServers(version)
    await using liar = await ScriptedServer.start((socket) => {
      socket.on('data', (bytes: Buffer) => {
        if (bytes.includes('set server')) socket.end("IP changed from '127.0.0.1' to '192.0.2.7' by 'stats socket command'\n\n")
        else void haproxy.exchange(bytes).then((answer) => socket.end(answer))
      })
    })
    const client = await RuntimeClient.connect(liar.address)
    await expect(setServersAddress(client, await find(client, 'be_app/web1'), '192.0.2.7')).rejects.toMatchObject({
      code: 'change-unconfirmed',
      exit: 5,
      message: expect.stringContaining('127.0.0.1:1'),
    })
  })

  test('of several that HAProxy claims to have set names what undoes those that it has', async () => {
    await using haproxy = await startServers(version)
    await using liar = await ScriptedServer.start((socket) => {
      socket.on('data', (bytes: Buffer) => {
        if (bytes.includes('set server be_app/web2')) socket.end("IP changed from '127.0.0.1' to '192.0.2.7' by 'stats socket command'\n\n")
        else void haproxy.exchange(bytes).then((answer) => socket.end(answer))
      })
    })
    const client = await RuntimeClient.connect(liar.address)
    await expect(setServersAddress(client, await find(client, 'be_app/web*'), '192.0.2.7')).rejects.toMatchObject({
      code: 'change-unconfirmed',
      exit: 5,
      message: expect.stringContaining('for be_app/web2'),
      hint: expect.stringMatching(/; this undoes what was changed: hactl server addr be_app\/web1 127\.0\.0\.1 -s \S+$/),
    })
    expect(await placeOf(haproxy, 'be_app/web1')).toEqual(['192.0.2.7', '1'])
  })

  test('that breaks off in between is 5, with what undoes it', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const [six, web2] = await find(client, 'be_app/six', 'be_app/web2')
    if (!six || !web2) throw new Error('servers are missing')
    // what was not set is not set back: a port would be fixed then
    for (const [text, undo] of [
      ['192.0.2.9:81', /addr be_app\/six '\[::1\]:80' -s \S+$/],
      ['192.0.2.9', /addr be_app\/six ::1 -s \S+$/],
      [':81', /addr be_app\/six :80 -s \S+$/],
    ] as const)
      await expect(setServersAddress(client, [six, {...web2, server: 'nosuch'}], text)).rejects.toMatchObject({
        code: 'servers-incomplete',
        exit: 5,
        hint: expect.stringMatching(undo),
      })
  })

  test('that is an offset and is to be the port of the same number: set, or told that this HAProxy does not know', async () => {
    await using haproxy = await lab.start(version, {
      sections: [
        'backend be\n    server offset 127.0.0.1:+100\n    server checked 127.0.0.1:100 check inter 1h\n    server own 127.0.0.1:+100 check port 9 inter 1h',
      ],
    })
    const client = await RuntimeClient.connect(haproxy.socket)
    const cautions: string[] = []
    const set = async (name: string, text: string) => setServersAddress(client, await find(client, name), text, {caution: (said) => cautions.push(said)})
    const older = Number(version) < 3
    for (const name of ['be/offset', 'be/own']) {
      const report = await set(name, ':100')
      if (older) expect(report).toMatchObject({changed: false})
      else expect(report).toMatchObject({changes: [{was: '127.0.0.1:+100', now: '127.0.0.1:100', changed: true}], undo: expect.stringContaining(' :+100 ')})
      const told = `${name}: this HAProxy does not tell port 100 from the offset +100, and left which of them it is; another port first, and then this one, makes it the port`
      expect(cautions.splice(0)).toEqual(older ? [told] : [])
    }
    // as it says; then HAProxy tells what it was
    expect(await set('be/offset', ':101')).toMatchObject({changes: [{was: older ? '127.0.0.1:+100' : '127.0.0.1:100', now: '127.0.0.1:101'}]})
    cautions.splice(0)
    expect(await set('be/offset', ':100')).toMatchObject({changes: [{was: '127.0.0.1:101', now: '127.0.0.1:100'}]})
    // its checks could not go to an offset; 2.2 does not tell where they go
    expect(await set('be/checked', '127.0.0.2:100')).toMatchObject({changed: true})
    expect(cautions).toHaveLength(version === '2.2' ? 1 : 0)
  })

  test('takes an offset to the port of the client, and what undoes it brings back what was, where that can be', async () => {
    const origin = createServer((_, response) => response.end('mapped'))
    await once(origin.listen(0, '127.0.0.1'), 'listening')
    origin.unref()
    const {port} = origin.address() as AddressInfo
    await using haproxy = await lab.start(version, {
      frontendLines: ['default_backend be'],
      sections: [
        `backend be
    balance roundrobin
    server same 127.0.0.1:+0
    server minus 127.0.0.1:-5
    server fixed 127.0.0.1:1 weight 0
    server checked 127.0.0.1:2 check inter 1h weight 0
    server apart 127.0.0.1:+7 check port 9 inter 1h weight 0`,
      ],
    })
    const client = await RuntimeClient.connect(haproxy.socket)
    const set = async (name: string, text: string) => setServersAddress(client, await find(client, name), text)
    const undo = async (line: string | null): Promise<void> => {
      const [, ...words] = (line ?? '').split(' ')
      expect(await hactl(words)).toMatchObject({status: 0})
    }
    expect((await find(client, 'be/minus'))[0]).toMatchObject({port: -5})

    const offset = port - haproxy.port
    const text = `:${offset < 0 ? '' : '+'}${offset}`
    const mapped = await set('be/same', text)
    expect(mapped).toMatchObject({
      changed: true,
      undo: expect.stringMatching(/ addr be\/same :\+0 -s /),
      changes: [{was: '127.0.0.1:+0', now: `127.0.0.1${text}`}],
    })
    await haproxy.exchange('set server be/minus state maint')
    expect(await (await fetch(`http://127.0.0.1:${haproxy.port}/`, {headers: {connection: 'close'}})).text()).toBe('mapped')
    origin.close()
    expect(await set('be/same', text)).toMatchObject({changed: false, undo: null})
    await undo(mapped.undo)
    expect(await set('be/same', ':+0')).toMatchObject({changed: false})

    const apart = await set('be/apart', '127.0.0.3:80')
    expect(apart).toMatchObject({changes: [{was: '127.0.0.1:+7', now: '127.0.0.3:80'}], undo: expect.stringMatching(/ addr be\/apart 127\.0\.0\.1:\+7 -s /)})
    await undo(apart.undo)
    expect(await set('be/apart', ':-9')).toMatchObject({changes: [{was: '127.0.0.1:+7', now: '127.0.0.1:-9'}]})
    expect(await set('be/minus', ':-6')).toMatchObject({changes: [{was: '127.0.0.1:-5', now: '127.0.0.1:-6'}], undo: expect.stringMatching(/ :-5 -s /)})

    // HAProxy would set the address, and refuse the port, or set both as they are
    for (const words of [':+5', '127.0.0.9:+5'])
      await expect(set('be/checked', words), words).rejects.toMatchObject(
        version === '2.2' ? {code: 'refused', exit: 1, hint: expect.stringContaining('port of their own')} : {code: 'server-address-invalid', exit: 2},
      )
    expect(await placeOf(haproxy, 'be/checked')).toEqual(['127.0.0.1', '2'])
    const fixed = set('be/fixed', ':+5')
    if (version === '2.6') {
      await expect(fixed).rejects.toMatchObject({code: 'refused', exit: 1, hint: expect.stringContaining('port of their own')})
      expect(await set('be/same', ':81')).toMatchObject({changes: [{was: '127.0.0.1:+0', now: '127.0.0.1:81'}], undo: null})
    } else {
      expect(await fixed).toMatchObject({changes: [{was: '127.0.0.1:1', now: '127.0.0.1:+5'}], undo: expect.stringMatching(/ addr be\/fixed :1 -s /)})
      await undo((await set('be/same', ':81')).undo)
      expect(await set('be/same', ':+0')).toMatchObject({changed: false})
    }
  })
})
