import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {wireCommands} from '../../src/protocol/commands/registry.ts'
import {commandsOf} from '../../src/protocol/raw-line.ts'
import {hactl, type RunOptions} from '../cli/hactl.ts'
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
    'backend web\n  server s1 127.0.0.1:1\n  server s2 127.0.0.1:2\n  stick-table type ip size 10',
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
    for (const {name, stalls} of wireCommands) {
      // without a name it lists tables, and locks no entry
      if (stalls !== undefined) expect(asked.filter((command) => command !== 'show table' && `${command} `.startsWith(`${name} `))).toEqual([])
    }
  })
})

const [newest = '3.2'] = lab.versions.slice(-1)

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
