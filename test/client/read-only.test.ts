import {readdirSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root} from '../../scripts/commands.mjs'
import {execLine} from '../../src/client/exec.ts'
import {readOnlyRefusal} from '../../src/client/options.ts'
import {RuntimeClient} from '../../src/client/runtime-client.ts'
import {addEntry} from '../../src/maps/change.ts'
import {openFileSource} from '../../src/maps/file-source.ts'
import {listMaps} from '../../src/maps/list.ts'
import {syncMap} from '../../src/maps/sync.ts'
import {firstChange} from '../../src/protocol/read-only.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'

describe.each([...lab.versions])('a client that only reads, on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  let client: RuntimeClient
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {'big.map': 'a old\n'},
      files: {'new.map': 'a new\nb more\n'},
      sections: ['backend pool\n    server one 127.0.0.1:1 disabled'],
    })
    client = await RuntimeClient.connect(haproxy.socket, {refusal: readOnlyRefusal('this is a test')})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const exec = async (line: string, payload = ''): Promise<string> => {
    const pieces: Buffer[] = []
    await execLine(
      client,
      line,
      () => Promise.resolve(Buffer.from(payload)),
      (bytes) => Promise.resolve(void pieces.push(bytes)),
    )
    return Buffer.concat(pieces).toString()
  }
  const refused = {code: 'read-only', exit: 7, message: expect.stringContaining('this is a test')}

  test.each([
    'set map {big} a changed',
    'debug counters show reset',
    'debug counters show all reset',
    'show map;clear map {big}',
    'show map ; clear map {big}',
    '\tclear map {big}',
    'show map {big} a\\;b;clear map {big}',
    'enable server pool/one',
    'a-command-of-tomorrow',
    'operator;user;del map {big} a',
    'shutdown sessions server pool/one',
  ])('does not send %j', async (line) => {
    const before = await haproxy.dump('big.map')
    await expect(exec(line.replaceAll('{big}', haproxy.file('big.map')))).rejects.toMatchObject(refused)
    expect(await haproxy.dump('big.map')).toEqual(before)
  })

  test('does not send a payload that would run as commands', async () => {
    const line = version === '2.2' || version === '2.6' ? 'show info <<' : 'show info <<END'
    await expect(exec(line, `clear map ${haproxy.file('big.map')}\n`)).rejects.toMatchObject(refused)
    expect(await haproxy.dump('big.map')).toEqual([['a', 'old']])
  })

  test('asks what it likes', async () => {
    expect(await exec('show cli level;get map {big} a'.replaceAll('{big}', haproxy.file('big.map')))).toContain('old')
    expect((await listMaps(client)).length).toBeGreaterThan(0)
  })

  test('refuses what its typed commands would change, on sessions and connections of their own, and the map stays', async () => {
    const map = haproxy.file('big.map')
    await expect(addEntry(client, map, 'c', 'd')).rejects.toMatchObject(refused)
    await using source = await openFileSource(haproxy.file('new.map'))
    for (const strategy of version === '2.2' ? (['patch'] as const) : (['replace', 'patch'] as const))
      await expect(syncMap(client, source, {map, strategy})).rejects.toMatchObject(refused)
    await using session = await client.session()
    await expect(session.ask(Buffer.from(`clear map ${map}\n`))).rejects.toMatchObject(refused)
    expect(await haproxy.dump('big.map')).toEqual([['a', 'old']])
  })
})

test('what changes something is known by its name, and what only asks passes', async () => {
  const folder = `${root}src/protocol/commands`
  const paths = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter((path) => path.endsWith('.ts'))
  const passed: string[] = []
  for (const path of paths) {
    const found = Object.values((await import(`${folder}/${path}`)) as Record<string, unknown>)
    for (const each of found) {
      if (typeof each !== 'object' || each === null || !('encode' in each) || !('name' in each) || typeof each.name !== 'string') continue
      if (firstChange(each.name) === undefined) passed.push(each.name)
      if ('changes' in each) expect(each.name, path).toSatisfy((name: string) => firstChange(name) !== undefined)
    }
  }
  expect(passed.filter((name) => !/^(?:show|get|wait|set timeout cli|debug counters)\b/.test(name))).toEqual([])
  expect(passed.length).toBeGreaterThan(20)
})
