import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {commandFiles, root} from '../../scripts/commands.mjs'
import {wireCommands} from '../../src/protocol/commands/registry.ts'
import {commandsOf} from '../../src/protocol/raw-line.ts'
import {errorIn, hactl, type RunOptions} from '../cli/hactl.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'

/** What a shell gets to offer for the last word. */
async function offered(words: readonly string[], options: RunOptions = {}): Promise<string[]> {
  const {stdout, stderr, status} = await hactl(['__complete', 'zsh', ...words], options)
  expect({stderr, status}).toEqual({stderr: '', status: 0})
  const [kind, ...lines] = stdout.split('\n').slice(0, -1)
  return kind === 'files' ? ['FILES'] : lines.map((line) => line.replace(/\t.*/, ''))
}

const configuration = {
  maps: {'big.map': '/a b\n'},
  acls: {'list.acl': '/a\n'},
  sections: [
    'backend web\n  server s1 127.0.0.1:1\n  server s2 127.0.0.1:2\n  stick-table type ip size 10 store gpc0,http_req_rate(10s)',
    'backend app\n  server a1 127.0.0.1:3',
    'backend -y',
  ],
}

describe.each(lab.versions)('names of HAProxy %s', (version) => {
  test('are told for what each command takes, without a question that stalls it', async () => {
    await using haproxy = await lab.start(version, configuration)
    await using relay = await Relay.before(haproxy.socket)
    const env = {HACTL_SOCKET: relay.address}
    const of = (...words: readonly string[]): Promise<string[]> => offered(words, {env})
    // on a busy machine they may come too late for one Tab
    await expect.poll(() => of('server', 'drain', '')).toEqual(['web/', 'app/'])
    await expect.poll(() => of('server', 'drain', 'web/')).toEqual(['web/s1', 'web/s2'])
    await expect.poll(() => of('server', 'drain', 'app/a1', 'web/s2')).toEqual(['web/s2'])
    await expect.poll(() => of('server', 'add', '')).toEqual(['web/', 'app/'])
    await expect.poll(() => of('backend', 'show', '')).toEqual(['web', 'app'])
    // it would be taken for a flag
    await expect.poll(() => of('backend', 'show', '--', '')).toEqual(['web', 'app', '-y'])
    await expect.poll(() => of('frontend', 'disable', '')).toContain('lab')
    await expect.poll(() => of('errors', 'w')).toEqual(['web'])
    await expect.poll(() => of('table', 'show', '')).toEqual(['web'])
    await expect.poll(() => of('table', 'show', 'web', '--data', '')).toEqual(['gpc0', 'http_req_rate'])
    await expect.poll(() => of('table', 'set', 'web', '192.0.2.1', 'g')).toEqual(['gpc0='])
    await expect.poll(() => of('table', 'show', 'web', '--fields', 'key,')).toEqual(['key,use', 'key,expires', 'key,gpc0', 'key,http_req_rate'])
    await expect.poll(() => of('stat', '--fields=pxname,svn')).toEqual(['--fields=pxname,svname'])
    await expect.poll(() => of('info', '--fields', 'Maxco')).toContain('Maxconn')
    const map = haproxy.file('big.map')
    await expect.poll(() => of('map', 'get', '')).toContain(map)
    await expect.poll(() => of('map', 'sync', 'x', '-m', map.slice(0, -4))).toEqual([map])
    await expect.poll(() => of('map', 'sync', 'x', `--map=${map.slice(0, -4)}`)).toEqual([`--map=${map}`])
    await expect.poll(() => of('acl', 'get', '')).toContain(haproxy.file('list.acl'))
    expect(await of('acl', 'get', '')).not.toContain(map)
    await expect.poll(() => of('ring', 'buf')).toEqual(['buf0'])
    await expect.poll(() => of('map', 'sync', '')).toEqual(['FILES'])
    await expect.poll(() => of('session', 'kill', '')).toEqual([])
    const asked = relay.requests.flatMap((request) => commandsOf(request.trim()))
    expect(asked).toContain('show table')
    // with an operator that is none: no entry is looked at
    for (const command of asked) if (command.startsWith('show table ')) expect(command).toMatch(/^show table web data\.\w+ \? 0$/)
    for (const {name, stalls} of wireCommands) {
      if (stalls !== undefined) expect(asked.filter((command) => `${command} `.startsWith(`${name} `))).toEqual([])
    }
  })
})

const [newest = '3.2'] = lab.versions.slice(-1)

/** Arguments of commands that need some, @ in front of files. */
const needed: Readonly<Record<string, string>> = {
  'acl check': '@list.acl',
  'acl diff': '@list.acl --acl @list.acl',
  'acl get': '@list.acl /a',
  'acl show': '@list.acl',
  batch: '@commands',
  'config show': '--origin',
  'map check': '@big.map',
  'map diff': '@big.map --map @big.map',
  'map get': '@big.map /a',
  'map show': '@big.map',
  'trace show': 'h1',
}
/** They list one thing or another. */
const twofold = new Set(['cache', 'events'])

test('of fields are those that each command knows', async () => {
  await using haproxy = await lab.start(newest, configuration)
  writeFileSync(haproxy.file('commands'), 'show info\n')
  let tried = 0
  for (const {id, path} of commandFiles()) {
    const {default: command} = (await import(`${root}src/commands/${path}`)) as {readonly default: {readonly fields?: readonly string[]}}
    if (!command.fields) continue
    const name = id.replaceAll(':', ' ')
    const words = `${name} ${needed[name] ?? ''}`.trim().split(' ')
    const args = words.map((word) => (word.startsWith('@') ? haproxy.file(word.slice(1)) : word))
    const ended = await hactl([...args, '-o', 'json', '--fields', 'x'], {env: {HACTL_SOCKET: haproxy.socket}})
    const known =
      errorIn(ended)
        .hint?.replace(/^.*there are: /, '')
        .split(', ') ?? []
    expect({name, fields: command.fields}).toEqual({name, fields: twofold.has(name) ? expect.arrayContaining(known) : known})
    tried += 1
  }
  expect(tried).toBeGreaterThan(25)
  expect(await offered(['map', 'list', '--fields', 'file,i'])).toEqual(['file,id'])
})

test('come from the HAProxy that flags, environment or contexts name, in this order', async () => {
  await using one = await lab.start(newest, {sections: ['backend one']})
  await using other = await lab.start(newest, {sections: ['backend other']})
  const folder = mkdtempSync(join(tmpdir(), 'hactl-completion-'))
  try {
    writeFileSync(join(folder, '.hactl.yaml'), `current: far\ncontexts:\n  far:\n    sockets: ${other.socket}\n`)
    const words = ['backend', 'show', 'o']
    await expect.poll(() => offered(words, {cwd: folder})).toEqual(['other'])
    await expect.poll(() => offered(words, {cwd: folder, env: {HACTL_SOCKET: one.socket}})).toEqual(['one'])
    await expect.poll(() => offered(['-s', one.socket, ...words], {cwd: folder})).toEqual(['one'])
    await expect.poll(() => offered(['backend', 'show', '--context=far', 'o'], {cwd: folder, env: {HACTL_SOCKET: one.socket}})).toEqual(['other'])
    // a shell hands on what was typed
    await expect.poll(() => offered(['-s', '$SOCK', ...words], {env: {SOCK: one.socket}})).toEqual(['one'])
    expect(await offered(['-s', '~/h.sock', ...words], {env: {HOME: folder}})).toEqual([])
    expect(await offered(['context', 'use', ''], {cwd: folder})).toEqual(['far'])
  } finally {
    rmSync(folder, {recursive: true})
  }
})

test('of a project’s HAProxy over the network are asked for only when it was named or agreed to', async () => {
  await using haproxy = await lab.start(newest, {sections: ['backend one']})
  await using relay = await Relay.before(haproxy.socket, {kind: 'tcp'})
  const folder = mkdtempSync(join(tmpdir(), 'hactl-completion-'))
  try {
    writeFileSync(join(folder, '.hactl.yaml'), `current: far\ncontexts:\n  far:\n    sockets: ${relay.address}\n`)
    expect(await offered(['backend', 'show', 'o'], {cwd: folder})).toEqual([])
    expect(relay.connections).toEqual([])
    await expect.poll(() => offered(['backend', 'show', '--context', 'far', 'o'], {cwd: folder})).toEqual(['one'])
  } finally {
    rmSync(folder, {recursive: true})
  }
})

test('are none where the answer is late, long before the deadline of a command', async () => {
  await using haproxy = await lab.start(newest, {sections: ['backend one']})
  await using relay = await Relay.before(haproxy.socket, {latency: 5000})
  const begun = performance.now()
  expect(await offered(['backend', 'show', 'o'], {env: {HACTL_SOCKET: '/nowhere.sock'}})).toEqual([])
  const withNobody = performance.now() - begun
  const asked = performance.now()
  expect(await offered(['backend', 'show', 'o'], {env: {HACTL_SOCKET: relay.address}})).toEqual([])
  expect(performance.now() - asked).toBeLessThan(withNobody + 2000)
  expect(relay.connections).toHaveLength(1)
})
