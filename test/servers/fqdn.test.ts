import {describe, expect, test} from 'vitest'
import {findServers, RuntimeClient, setServersAddress, setServersFqdn} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {NameServer} from './name-server.ts'
import {startChecked, wireFields} from './support.ts'

describe.each(lab.versions)('the name of servers of HAProxy %s', (version) => {
  test('is set, and the address follows when the resolver answers', async () => {
    await using names = await NameServer.start()
    await using haproxy = await startChecked(version, names.port)
    const client = await RuntimeClient.connect(haproxy.socket)
    const report = await setServersFqdn(client, await findServers(client, ['be_api/named']), 'host7.lab')
    expect(report).toMatchObject({
      changes: [{name: 'be_api/named', was: 'host1.lab', now: 'host7.lab', changed: true}],
      commands: ['set server be_api/named fqdn host7.lab'],
      changed: true,
      undo: `hactl server fqdn be_api/named host1.lab -s ${haproxy.socket}`,
    })
    for (const end = Date.now() + 20_000; (await wireFields(haproxy, 'be_api/named'))['srv_addr'] !== '127.0.0.7'; )
      if (Date.now() > end) throw new Error('the address did not follow within 20 s')
    // once more: there is nothing to change, which is no error
    const cautions: string[] = []
    const again = await setServersFqdn(client, await findServers(client, ['be_api/named']), 'host7.lab', {caution: (text) => cautions.push(text)})
    expect(again).toMatchObject({changed: false, undo: null, changes: [{was: 'host7.lab', now: 'host7.lab', changed: false}]})
    expect(cautions).toEqual(['be_api/named keeps 127.0.0.7 until its resolvers answer; hactl server show tells when'])
  })

  test('that differs by case or by the final dot alone is the same name', async () => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    for (const name of ['Host1.LAB', 'host1.lab.']) {
      const report = await setServersFqdn(client, await findServers(client, ['be_api/named']), name)
      const {srv_fqdn: shown} = await wireFields(haproxy, 'be_api/named')
      expect(report.changes).toMatchObject([{now: shown}])
      // 2.2 writes it as it was given, later ones keep what they have
      expect({name, shown}).toEqual({name, shown: version === '2.2' ? name : 'host1.lab'})
    }
  })

  test('that has none, or none that HAProxy takes, is refused', async () => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const set = async (server: string, name: string): Promise<unknown> => setServersFqdn(client, await findServers(client, [server]), name)
    await expect(set('be_api/plain', 'host7.lab')).rejects.toMatchObject({code: 'fqdn-missing', exit: 2, message: expect.stringContaining('be_api/plain')})
    await expect(set('be_api/*', 'host7.lab')).rejects.toMatchObject({code: 'fqdn-missing', message: expect.stringContaining('be_api/checked, be_api/agent')})
    await expect(set('be_api/named', 'no_such!name')).rejects.toMatchObject({code: 'refused', exit: 1, message: expect.stringContaining('no_such!name')})
    await expect(set('be_api/named', 'a..b')).rejects.toMatchObject({code: 'refused', exit: 1})
    await expect(set('be_api/named', '')).rejects.toMatchObject({code: 'word-invalid', exit: 2})
    expect(await wireFields(haproxy, 'be_api/named')).toMatchObject({srv_fqdn: 'host1.lab'})
  })

  test('may set the address again, which is told', async () => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const cautions: string[] = []
    await setServersAddress(client, await findServers(client, ['be_api/named']), '192.0.2.1', {caution: (text) => cautions.push(text)})
    expect(cautions).toEqual(['be_api/named is host1.lab: its resolvers may set the address again'])
  })
})
