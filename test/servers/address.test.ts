import {describe, expect, test} from 'vitest'
import {findServers, RuntimeClient, type Server, setServersAddress} from '../../src/index.ts'
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
      '10.0.0.1:+80',
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
})
