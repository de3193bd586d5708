import {once} from 'node:events'
import {chmodSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {describe, expect, test} from 'vitest'
import {RuntimeClient, readStateFile, restoreServersState, saveServersState} from '../../src/index.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {startChecked, startServers, wireFields, wireState} from './support.ts'

const start = (version: LabVersion): Promise<LabHaproxy> =>
  lab.start(version, {
    global: ['server-state-file {folder}/servers.state'],
    sections: ['backend be\n    load-server-state-from-file global\n    server web1 127.0.0.1:1\n    server web2 127.0.0.1:2 weight 7'],
  })

/** Address and port by HAProxy's own words. */
async function addressOf(haproxy: LabHaproxy, name: string): Promise<string> {
  const [, heading = '', ...lines] = (await haproxy.exchange('show servers state')).toString('latin1').split('\n')
  const names = heading.slice('# '.length).split(' ')
  const cells = lines.map((line) => line.split(' ')).find(([, backend, , server]) => `${backend}/${server}` === name)
  return `${cells?.[names.indexOf('srv_addr')]}:${cells?.[names.indexOf('srv_port')]}`
}

/** Without the seconds since the last change. */
const steady = (text: string): string => text.replaceAll(/^((?:\S+ ){9})\d+/gm, '$1')

/** An answer that has the columns of HAProxy 2.2 alone. */
const asOlder = (text: string): string => text.replaceAll(/^((?:# )?(?:\S+ ){19}\S+).*$/gm, '$1')

describe.each(lab.versions)('the state of servers of HAProxy %s', (version) => {
  test('is saved as HAProxy answers it, and HAProxy loads it', async () => {
    await using haproxy = await start(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await haproxy.exchange('set server be/web1 state drain;set server be/web2 weight 50;set server be/web2 addr 127.0.0.9 port 99')
    const file = haproxy.file('servers.state')
    expect(await saveServersState(client, {to: file, dryRun: true})).toMatchObject({file, servers: 2, written: false})
    expect(() => statSync(file)).toThrow(/ENOENT/)
    expect(await saveServersState(client, {to: file})).toMatchObject({file, servers: 2, written: true})
    expect(statSync(file).mode & 0o777).toBe(0o644)
    const answer = (await haproxy.exchange('show servers state')).toString('latin1').replace(/\n\n$/, '\n')
    expect(steady(readFileSync(file, 'latin1'))).toBe(steady(answer))
    await haproxy.reload()
    expect(await wireState(haproxy, 'be/web1')).toMatchObject({admin: 8})
    expect(await wireState(haproxy, 'be/web2')).toMatchObject({weight: 50})
    // the port is loaded, the address is not: what `restore` is for
    expect(await addressOf(haproxy, 'be/web2')).toBe('127.0.0.1:99')
    const report = await restoreServersState(await RuntimeClient.connect(haproxy.socket), await readStateFile(file))
    expect(report).toMatchObject({commands: ['set server be/web2 addr 127.0.0.9'], left: [], missing: [], others: []})
    expect(await addressOf(haproxy, 'be/web2')).toBe('127.0.0.9:99')
    // a file that is there keeps its mode
    chmodSync(file, 0o600)
    await saveServersState(await RuntimeClient.connect(haproxy.sockets.user), {to: file})
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await expect(saveServersState(client, {to: haproxy.file('nosuch/x')})).rejects.toMatchObject({code: 'file-unusable', exit: 2})
  })

  test('is brought back onto the process, and only what differs is sent', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    await haproxy.exchange('set server be_app/web1 state drain;set server be_app/web2 weight 50;set server be_app/web2 addr 127.0.0.9 port 99')
    const file = haproxy.file('servers.state')
    await saveServersState(client, {to: file})
    const saved = await readStateFile(file)
    expect(await restoreServersState(client, saved)).toMatchObject({commands: [], changed: false, left: [], missing: [], others: []})
    await haproxy.exchange('set server be_app/web1 state ready;set server be_app/six state maint;set server be_app/web2 weight 3')
    await haproxy.exchange('set server be_app/web2 addr 127.0.0.2 port 2')
    const commands = [
      'set server be_app/web1 state drain',
      'set server be_app/web2 addr 127.0.0.9 port 99',
      'set server be_app/web2 weight 50',
      'set server be_app/six state ready',
    ]
    expect(await restoreServersState(client, saved, {dryRun: true})).toMatchObject({commands, dryRun: true, changed: false})
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: 0})
    const report = await restoreServersState(client, saved)
    expect(report).toMatchObject({commands, changed: true, left: [], missing: []})
    expect(report.changes.map(({setting}) => setting)).toEqual(['state', 'address', 'weight', 'state'])
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: 8})
    expect(await wireState(haproxy, 'be_app/six')).toMatchObject({admin: 0})
    expect(await addressOf(haproxy, 'be_app/web2')).toBe('127.0.0.9:99')
  })

  test('leaves a server the port of the client’s connection', async () => {
    const origin = createServer((_, response) => response.end('origin'))
    await using haproxy = await lab.start(version, {frontendLines: ['default_backend be'], sections: ['backend be\n    server same 127.0.0.9']})
    await once(origin.listen(haproxy.port, '127.0.0.9'), 'listening')
    try {
      const client = await RuntimeClient.connect(haproxy.socket)
      const file = haproxy.file('servers.state')
      await saveServersState(client, {to: file})
      await haproxy.exchange('set server be/same addr 127.0.0.8')
      await expect.poll(() => addressOf(haproxy, 'be/same')).toContain('127.0.0.8:')
      expect(await restoreServersState(client, await readStateFile(file))).toMatchObject({commands: ['set server be/same addr 127.0.0.9'], left: []})
      expect(await (await fetch(`http://127.0.0.1:${haproxy.port}/`)).text()).toBe('origin')
      await haproxy.exchange('set server be/same addr 127.0.0.9 port 9')
      await expect.poll(() => addressOf(haproxy, 'be/same')).toBe('127.0.0.9:9')
      // 2.6 gives no port back that was taken
      const back = await restoreServersState(client, await readStateFile(file))
      expect(back.commands).toEqual(['set server be/same addr 127.0.0.9 port +0'])
      if (version === '2.6')
        expect(back).toMatchObject({
          changed: false,
          left: [{setting: 'address', was: '127.0.0.9:9', saved: '127.0.0.9', why: expect.stringContaining('port map')}],
        })
      else {
        expect(back).toMatchObject({changed: true, left: [], changes: [{was: '127.0.0.9:9', now: '127.0.0.9'}]})
        expect(await (await fetch(`http://127.0.0.1:${haproxy.port}/`, {headers: {connection: 'close'}})).text()).toBe('origin')
      }
    } finally {
      origin.closeAllConnections()
      origin.close()
    }
  })

  test('has names, SSL and checks, too: what can be brought back is, and the rest says why not', async () => {
    await using haproxy = await lab.start(version, {
      sections: [
        'resolvers dns\n    nameserver one 127.0.0.1:9\n    hold valid 1s',
        `backend be
    server named host1.lab:80 resolvers dns init-addr 127.0.0.200
    server safe 127.0.0.1:1 ssl verify none
    server checked 127.0.0.1:2 check inter 1h
    server quiet 127.0.0.1:3 check port 8 inter 1h
    server off 127.0.0.1:4 check inter 1h
    server agent 127.0.0.1:5 agent-check agent-port 9 agent-inter 1h`,
      ],
    })
    const client = await RuntimeClient.connect(haproxy.socket)
    const tells = Number(version) > 2.3
    await haproxy.exchange('disable health be/quiet;disable health be/off')
    const file = haproxy.file('servers.state')
    await saveServersState(client, {to: file})
    const saved = await readStateFile(file)
    for (const line of [
      'set server be/named fqdn host2.lab',
      ...(tells ? ['set server be/safe ssl off', 'set server be/agent agent-port 99'] : []),
      'set server be/checked check-port 99',
      'disable health be/checked',
      'enable health be/quiet',
      'set server be/quiet check-port 77',
      'enable health be/off',
      'set server be/off check-port 66',
      'disable health be/off',
      'set server be/agent agent-addr 127.0.0.9',
      'disable agent be/agent',
    ])
      await haproxy.exchange(line)
    const commands = [
      'set server be/named fqdn host1.lab',
      ...(tells ? ['set server be/safe ssl on'] : []),
      'enable health be/checked',
      ...(tells ? ['set server be/checked check-port 0', 'set server be/quiet check-port 8'] : []),
      'disable health be/quiet',
      'enable agent be/agent',
      ...(tells ? ['set server be/agent agent-port 9'] : []),
    ]
    expect(await restoreServersState(client, saved, {dryRun: true})).toMatchObject({dryRun: true, changed: false, commands})
    const report = await restoreServersState(client, saved)
    expect(report).toMatchObject({changed: true, commands, missing: [], others: []})
    expect(report.changes.filter(({now, saved: wanted}) => now !== wanted)).toEqual([])
    expect(report.left).toEqual(
      tells
        ? [
            {server: 'be/off', setting: 'check-port', was: '66', saved: '-', why: expect.stringContaining('hactl server health be/off --enable --port 4,')},
            {
              server: 'be/agent',
              setting: 'agent-addr',
              was: '127.0.0.9',
              saved: '-',
              why: expect.stringContaining('hactl server agent be/agent --addr 127.0.0.1'),
            },
          ]
        : [],
    )
    expect(await wireFields(haproxy, 'be/named')).toMatchObject({srv_fqdn: 'host1.lab'})
    expect(await wireFields(haproxy, 'be/checked')).toMatchObject({srv_check_state: '6', ...(tells ? {srv_check_port: '0'} : {})})
    expect(await wireFields(haproxy, 'be/quiet')).toMatchObject({srv_check_state: '2', ...(tells ? {srv_check_port: '8'} : {})})
    if (tells) expect(await wireFields(haproxy, 'be/safe')).toMatchObject({srv_use_ssl: '1'})
  })

  test('of an older HAProxy is compared as far as it goes', async () => {
    await using haproxy = await startChecked(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const file = haproxy.file('servers.state')
    writeFileSync(file, asOlder((await haproxy.exchange('show servers state')).toString('latin1')))
    expect(await restoreServersState(client, await readStateFile(file))).toMatchObject({commands: [], left: [], missing: [], others: []})
  })

  test('that cannot be brought back is told, and the rest is brought back all the same', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const text = (await haproxy.exchange('show servers state')).toString('latin1')
    const file = haproxy.file('servers.state')
    const changed = text
      // a static algorithm takes no such weight
      .replace(/^(\S+ be_static \S+ web1 \S+ \S+ \S+) 1 /m, '$1 5 ')
      .replace(/^(\S+ be_app \S+ web2 \S+ \S+ \S+) 7 /m, '$1 9 ')
      .replace(/^(\S+ be_app \S+ local) - /m, '$1 127.0.0.5 ')
      .replace(' six ', ' seven ')
    writeFileSync(file, changed)
    const report = await restoreServersState(client, await readStateFile(file))
    expect(report.changes).toMatchObject([
      {name: 'be_app/web2', setting: 'weight', was: '7', now: '9', saved: '9', changed: true},
      {name: 'be_static/web1', setting: 'weight', was: '1', now: '1', saved: '5', changed: false},
    ])
    expect(report.left).toEqual([
      {server: 'be_app/local', setting: 'address', was: '-', saved: '127.0.0.5', why: 'it is no IP address'},
      {server: 'be_static/web1', setting: 'weight', was: '1', saved: '5', why: expect.stringContaining('static LB')},
    ])
    expect([report.missing, report.others]).toEqual([['be_app/seven'], ['be_app/six']])
    expect(await wireState(haproxy, 'be_app/web2')).toMatchObject({weight: 9})
    const operator = await RuntimeClient.connect(haproxy.sockets.operator)
    await haproxy.exchange('set server be_app/web2 weight 3')
    await expect(restoreServersState(operator, await readStateFile(file))).rejects.toMatchObject({code: 'permission-denied', exit: 7})
  })
})

test.each(lab.versions)('what HAProxy %s refused is not said to be acknowledged when it cannot be looked at then', async (version) => {
  await using haproxy = await startServers(version)
  await using relay = await Relay.before(haproxy.socket)
  const client = await RuntimeClient.connect(relay.address)
  const file = haproxy.file('servers.state')
  await saveServersState(client, {to: file})
  const saved = await readStateFile(file)
  await haproxy.exchange('set server be_app/web1 state drain;set server be_app/web2 weight 3')
  const refusal = {kind: 'replace-answer', text: 'No such server.\n\n'} as const
  let sent = 0
  const refusing = (most: number) => {
    sent = 0
    const look = onceWhen(() => sent === 2, {kind: 'lose-answer'})
    relay.plan = (request) => {
      if (!request.line.startsWith('set server')) return look(request)
      return (sent += 1) <= most ? refusal : undefined
    }
  }
  refusing(2)
  await expect(restoreServersState(client, saved)).rejects.toMatchObject({exit: 3})
  // the relay let both through
  await haproxy.exchange('set server be_app/web1 state drain;set server be_app/web2 weight 3')
  refusing(1)
  await expect(restoreServersState(client, saved)).rejects.toMatchObject({
    code: 'change-unconfirmed',
    exit: 5,
    message: expect.stringMatching(/^HAProxy acknowledged `set server be_app\/web2 weight 100%`, but/),
  })
})

test('a file that is none is refused', async () => {
  await using haproxy = await startServers(lab.versions.at(-1) ?? '3.4')
  await expect(readStateFile(haproxy.file('nosuch'))).rejects.toMatchObject({
    code: 'source-unreadable',
    exit: 2,
    message: `could not read ${haproxy.file('nosuch')}: there is no such file`,
  })
  await expect(readStateFile(haproxy.config)).rejects.toMatchObject({code: 'state-file-invalid', exit: 2})
})
