import {describe, expect, test} from 'vitest'
import {
  addServerTo,
  changeProfiling,
  clearTableEntries,
  disableNamedFrontend,
  execLine,
  findServers,
  openTable,
  publishNamedBackend,
  RuntimeClient,
  setLimit,
  setServersState,
  setTableEntry,
  setVariable,
  startTrace,
  stopTrace,
} from '../../src/index.ts'
import {firstChange} from '../../src/protocol/read-only.ts'
import {wireText} from '../../src/protocol/word.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {wireState} from '../servers/support.ts'

const sections = [
  'frontend www\n    bind unix@{folder}/www.sock\n    default_backend be',
  'backend be\n    server web1 127.0.0.1:1 weight 5',
  'backend t_ip\n    stick-table type ip size 1k expire 1h store gpc0',
]

interface Verb {
  readonly name: string
  readonly since?: number
  readonly run: (client: RuntimeClient) => Promise<unknown>
}

const verbs: readonly Verb[] = [
  {name: 'server state', run: async (client) => setServersState(client, await findServers(client, ['be/web1']), 'drain')},
  {name: 'server add', since: 2.6, run: (client) => addServerTo(client, 'be/web9', '127.0.0.1:9')},
  {name: 'limit', run: (client) => setLimit(client, 'sessions', '500')},
  {name: 'frontend', run: (client) => disableNamedFrontend(client, 'www')},
  {name: 'backend', since: 3.4, run: (client) => publishNamedBackend(client, 'be')},
  {name: 'table set', run: (client) => setTableEntry(client, 't_ip', '192.0.2.1', {gpc0: 3})},
  {name: 'table clear KEY', run: async (client) => clearTableEntries(client, await openTable(client, 't_ip'), {key: Buffer.from('192.0.2.1')})},
  {name: 'table clear', run: async (client) => clearTableEntries(client, await openTable(client, 't_ip'), {filters: []})},
  {name: 'profiling', run: (client) => changeProfiling(client, 'tasks', 'on')},
  {name: 'var', since: 2.5, run: (client) => setVariable(client, 'proc.colour', {kind: 'expr', text: 'str(blue)'})},
  {name: 'trace start', run: (client) => startTrace(client, ['h1'], {})},
  {name: 'trace stop', run: (client) => stopTrace(client, [])},
]

describe.each(lab.versions)('a client that is older than a reload of HAProxy %s', (version) => {
  test('is told so before it changes anything, and its successor goes on', async () => {
    await using haproxy = await lab.start(version, {sections})
    await using relay = await Relay.before(haproxy.socket)
    const kept = await RuntimeClient.connect(relay.address)
    await haproxy.reload()
    const successor = await kept.again()
    for (const {name, run} of verbs.filter(({since = 0}) => Number(version) >= since)) {
      const before = relay.requests.length
      await expect(run(kept), name).rejects.toMatchObject({code: 'reloaded', exit: 4, hint: expect.stringContaining('client.again()')})
      expect(relay.requests.slice(before).filter((request) => firstChange(request) !== undefined)).toEqual([])
      expect(await run(successor), name).toMatchObject({dryRun: false})
    }
  })

  test('and wants that process alone, has a successor that answers', async () => {
    await using haproxy = await lab.start(version, {sections})
    const client = await RuntimeClient.connect(haproxy.socket)
    const only = client.with({only: client.info.id})
    await haproxy.reload()
    await expect(findServers(only, ['be/web1'])).rejects.toMatchObject({code: 'reloaded', exit: 4})
    expect(await findServers(await only.again(), ['be/web1'])).toHaveLength(1)
    // the other process has run the whole line
    const ran = {code: 'reloaded', exit: 5, message: expect.stringMatching(/answers, not \d.*, and was sent `set server be\/web1 weight \d`$/)}
    await expect(only.ask(wireText('set server be/web1 weight 3'))).rejects.toMatchObject(ran)
    expect(await wireState(haproxy, 'be/web1')).toMatchObject({weight: 3})
    const exec = (line: string) =>
      execLine(
        only,
        line,
        () => Promise.resolve(Buffer.alloc(0)),
        () => Promise.resolve(),
      )
    await expect(exec('set server be/web1 weight 4')).rejects.toMatchObject(ran)
    expect(await wireState(haproxy, 'be/web1')).toMatchObject({weight: 4})
    await expect(exec('show info')).rejects.toMatchObject({code: 'reloaded', exit: 4})
  })

  test('asks nobody where there is nothing to change', async () => {
    await using haproxy = await lab.start(version, {sections})
    await using relay = await Relay.before(haproxy.socket)
    const client = await RuntimeClient.connect(relay.address)
    relay.refuse()
    expect(await setServersState(client, [], 'drain')).toEqual({dryRun: false, changed: false, commands: [], undo: null, changes: []})
  })
})

test.each(lab.since('2.5'))('a secret that HAProxy %s was sent stands in no error', async (version) => {
  await using haproxy = await lab.start(version, {sections})
  await using relay = await Relay.before(haproxy.socket)
  const faults = [
    onceWhen(({line}) => line.endsWith(';get var proc.token') && relay.requests.some((request) => request.includes('s3cret')), {kind: 'lose-answer'}),
    onceWhen(({line}) => line.includes('set var proc.token'), {kind: 'close-after', meanwhile: () => haproxy.reload()}),
  ]
  for (const plan of faults) {
    const client = await RuntimeClient.connect(relay.address)
    relay.plan = plan
    const failure: unknown = await setVariable(client, 'proc.token', {kind: 'expr', text: 'str(s3cret)'}).catch((error: unknown) => error)
    expect(failure).toMatchObject({code: 'change-unconfirmed', message: expect.stringContaining('set var proc.token …`')})
    expect(JSON.stringify(failure)).not.toContain('s3cret')
  }
})
