import {describe, expect, test} from 'vitest'
import {drainServers, findServers, RuntimeClient} from '../../src/index.ts'
import {errorIn, hactl, Running} from '../cli/hactl.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {ScriptedServer} from '../faults/scripted.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Shop} from './shop.ts'
import {wireState} from './support.ts'

/** SRV_ADMF_FMAINT, SRV_ADMF_FDRAIN. */
const [maint, drain] = [1, 8]

/** Returns when webA is in this state. */
async function becomes(haproxy: LabHaproxy, admin: number): Promise<void> {
  for (const end = Date.now() + 20_000; (await wireState(haproxy, 'shop/webA')).admin !== admin; )
    if (Date.now() > end) throw new Error(`shop/webA did not become ${admin} within 20 s`)
}

const sorted = (letters: readonly string[]): string => letters.toSorted().join('')

describe.each(lab.versions)('one of four servers behind a cookie, on HAProxy %s', (version) => {
  test('is drained: new visitors go to the others, those whom the cookie sends still come, and in the end nobody', async () => {
    await using shop = await Shop.open(version)
    const {haproxy} = shop
    const at = ['-s', haproxy.socket]
    expect(sorted(await shop.visitors(8))).toBe('AABBCCDD')
    expect(await shop.visit('SERVERID=A')).toEqual({server: 'A', cookie: null})

    const told = await hactl(['server', 'drain', 'shop/webA', ...at])
    expect(told).toMatchObject({status: 0, stdout: ''})
    expect(told.stderr).toMatch(/shop\/webA is drain \(was ready; .*\n {2}shop\/webA: requests with the cookie SERVERID=A still come/)
    expect(sorted(await shop.visitors(6))).toBe('BBCCDD')
    expect(await shop.visit('SERVERID=A')).toEqual({server: 'A', cookie: null})

    await haproxy.exchange('set server shop/webA state ready')
    await shop.fillBasket('SERVERID=A')
    const run = new Running(['server', 'drain', 'shop/webA', '--wait', '--then', 'maint', ...at, '--json'])
    let over = false
    void run.ended.then(() => (over = true))
    await becomes(haproxy, drain)
    expect(await shop.visit('SERVERID=A')).toEqual({server: 'A', cookie: null})
    expect(sorted(await shop.visitors(3))).toBe('BCD')
    expect({over, ...(await wireState(haproxy, 'shop/webA'))}).toMatchObject({over: false, admin: drain})
    shop.checkout()
    const ended = await run.ended
    expect(ended.status).toBe(0)
    expect(JSON.parse(ended.stdout)).toMatchObject({
      commands: ['set server shop/webA state drain', 'set server shop/webA state maint'],
      changes: [{name: 'shop/webA', was: 'ready', now: 'maint', persistent: expect.any(Number)}],
    })
    expect(await wireState(haproxy, 'shop/webA')).toMatchObject({admin: maint})
    const moved = await shop.visit('SERVERID=A')
    expect(moved.server).toMatch(/[BCD]/)
    expect(moved.cookie).toBe(`SERVERID=${moved.server}`)
  })

  test('tells how many the cookie has brought while it was waited', async () => {
    await using shop = await Shop.open(version)
    await shop.visitors(8)
    const client = await RuntimeClient.connect(shop.haproxy.socket)
    const servers = await findServers(client, ['shop/webA', 'shop/webB'])
    expect(servers.map(({cookie}) => cookie)).toEqual(['SERVERID=A', 'SERVERID=B'])
    await shop.fillBasket('SERVERID=A')
    let visits: Promise<unknown> | undefined
    const report = await drainServers(client, servers, {
      wait: true,
      next: 'maint',
      progress: ({phase, unit}) => {
        if (phase === 'drain') visits ??= Promise.all([1, 2, 3].map(async () => shop.visit('SERVERID=A')))
        if (unit === 'sessions, 3 came by persistence') shop.checkout()
      },
    })
    expect(report).toMatchObject({
      dryRun: false,
      changed: true,
      undo: `hactl server ready shop/webA shop/webB -s ${shop.haproxy.socket} --yes`,
      changes: [
        {name: 'shop/webA', was: 'ready', now: 'maint', persistent: 3},
        {name: 'shop/webB', was: 'ready', now: 'maint', persistent: 0},
      ],
    })
  })

  test('leaves one alone that is in maintenance already, where that is what comes next: a drain would give it traffic', async () => {
    await using shop = await Shop.open(version)
    const {haproxy} = shop
    await haproxy.exchange('set server shop/webB state maint')
    const client = await RuntimeClient.connect(haproxy.socket)
    const cautions: string[] = []
    const report = await drainServers(client, await findServers(client, ['shop/webA', 'shop/webB']), {
      wait: true,
      next: 'maint',
      caution: (text) => cautions.push(text),
    })
    expect(report.commands).toEqual(['set server shop/webA state drain', 'set server shop/webA state maint'])
    expect(cautions).toEqual(['shop/webB is in maint already and is left so'])
    expect(await drainServers(client, await findServers(client, ['shop/webA']), {wait: true, next: 'maint'})).toMatchObject({
      commands: [],
      changed: false,
    })
    expect([await wireState(haproxy, 'shop/webA'), await wireState(haproxy, 'shop/webB')]).toMatchObject([{admin: maint}, {admin: maint}])
  })

  test('stays in drain when the time runs out, and the command that is told brings it back', async () => {
    await using shop = await Shop.open(version)
    const {haproxy} = shop
    await shop.fillBasket('SERVERID=A')
    const ended = await hactl(['server', 'drain', 'shop/webA', '--wait', '--wait-timeout', '300ms', '--then', 'maint', '-s', haproxy.socket, '--json'])
    expect(ended.status).toBe(5)
    const {code, message, hint} = errorIn(ended)
    expect({code, message}).toEqual({code: 'drain-incomplete', message: expect.stringMatching(/run out; sessions that were left: 1 on shop\/webA$/)})
    expect(await wireState(haproxy, 'shop/webA')).toMatchObject({admin: drain})
    const [, command = ''] = /^shop\/webA stays in drain, .*; this undoes it: hactl (.*)$/.exec(hint ?? '') ?? []
    // who waits once more, is not told to set it to drain
    const client = await RuntimeClient.connect(haproxy.socket)
    await expect(drainServers(client, await findServers(client, ['shop/webA']), {wait: true, timeout: 1})).rejects.toMatchObject({
      code: 'drain-incomplete',
      hint: expect.stringMatching(/; shop\/webA was so before, and hactl server ready shop\/webA -s \S+ lets traffic come again$/),
    })
    expect(await hactl(command.split(' '))).toMatchObject({status: 0})
    expect(await wireState(haproxy, 'shop/webA')).toMatchObject({admin: 0})
    expect(sorted(await shop.visitors(4))).toBe('ABCD')
  })

  test('stays in drain when somebody interrupts', async () => {
    await using shop = await Shop.open(version)
    const {haproxy} = shop
    await shop.fillBasket('SERVERID=A')
    const run = new Running(['server', 'drain', 'shop/webA', '--wait', '--then', 'maint', '-s', haproxy.socket, '--json'])
    await becomes(haproxy, drain)
    run.signal('SIGTERM')
    const ended = await run.ended
    expect(ended.status).toBe(5)
    expect(errorIn(ended).hint).toMatch(/hactl server ready shop\/webA -s \S+$/)
    expect(await wireState(haproxy, 'shop/webA')).toMatchObject({admin: drain})
  })
})

test('what comes next and is refused is 5, with what undoes all of it', async () => {
  await using shop = await Shop.open('3.2')
  const {haproxy} = shop
  await using narrow = await ScriptedServer.start((socket) => {
    socket.on('data', (bytes: Buffer) => {
      if (bytes.includes('state maint')) socket.end('Permission denied\n\n')
      else void haproxy.exchange(bytes).then((answer) => socket.end(answer))
    })
  })
  const client = await RuntimeClient.connect(narrow.address)
  const servers = await findServers(client, ['shop/webA', 'shop/webB'])
  await expect(drainServers(client, servers, {wait: true, next: 'maint'})).rejects.toMatchObject({
    code: 'drain-incomplete',
    exit: 5,
    message: expect.stringMatching(/^nothing is left on shop\/webA, shop\/webB, but: .*level admin/),
    hint: expect.stringMatching(/hactl server ready shop\/webA shop\/webB -s \S+ --yes$/),
  })
})

test('what comes next and cannot be looked at is unknown, and nothing is left all the same', async () => {
  await using shop = await Shop.open('3.2')
  await using relay = await Relay.before(shop.haproxy.socket)
  relay.plan = onceWhen(({line}) => line.includes('state maint'), {kind: 'close-after', meanwhile: () => relay.refuse()})
  const client = await RuntimeClient.connect(relay.address)
  await expect(drainServers(client, await findServers(client, ['shop/webA']), {wait: true, next: 'maint'})).rejects.toMatchObject({
    code: 'change-unconfirmed',
    exit: 5,
    message: expect.stringMatching(/^nothing is left on shop\/webA; HAProxy acknowledged `.*state maint`, but /),
  })
})

test('a dry run shows all that would be sent, in order', async () => {
  await using shop = await Shop.open('3.2')
  const dry = await hactl(['server', 'drain', 'shop/webA', '--wait', '--then', 'maint', '-n', '-s', shop.haproxy.socket])
  expect(dry).toMatchObject({status: 0, stdout: 'set server shop/webA state drain\nset server shop/webA state maint\n'})
  expect(await wireState(shop.haproxy, 'shop/webA')).toMatchObject({admin: 0})
})
