import {describe, expect, test} from 'vitest'
import {acls, addEntry, deleteEntry, listMaps, lookUp, MapReference, openFileSource, RuntimeClient, syncMap} from '../../src/index.ts'
import {errorIn, hactl} from '../cli/hactl.ts'
import {lab} from '../haproxy/lab.ts'
import {connect, failureOf} from '../maps/support.ts'
import {patternsIn, patternsOf, syncAcl} from './support.ts'

describe.each(lab.versions)('the name of an ACL on HAProxy %s', (version) => {
  test('that is not known is answered with those that are near it', async () => {
    await using haproxy = await lab.start(version, {acls: {'blocked.acl': 'one\n', 'agents.acl': 'two\n'}})
    const run = async (...args: string[]) => errorIn(await hactl(['acl', ...args, '-s', haproxy.socket, '-o', 'json']))
    expect(await run('show', 'bloked.acl')).toMatchObject({
      code: 'map-unknown',
      message: expect.stringContaining('has no ACL "bloked.acl"'),
      hint: `did you mean ${JSON.stringify(haproxy.file('blocked.acl'))}?`,
    })
    expect(await run('sync', haproxy.config)).toMatchObject({
      code: 'map-unknown',
      hint: expect.stringMatching(/hactl acl list .*agents\.acl.*; --acl names one/),
    })
    expect(await run('sync', '-')).toMatchObject({code: 'usage', message: 'standard input stands for no ACL', hint: 'name one with --acl'})
    expect(await run('sync', '-', '--map', 'x')).toMatchObject({code: 'usage', hint: expect.stringContaining('--acl x')})
  })

  test('that is that of a map, or the other way round, is told', async () => {
    await using haproxy = await lab.start(version, {acls: {'blocked.acl': 'one\n'}, maps: {'big.map': 'a b\n'}})
    const run = async (...args: string[]) => errorIn(await hactl([...args, '-s', haproxy.socket, '-o', 'json']))
    expect(await run('map', 'sync', haproxy.file('blocked.acl'))).toMatchObject({code: 'map-unknown', message: expect.stringMatching(/it is an ACL$/)})
    expect(await run('acl', 'show', haproxy.file('big.map'))).toMatchObject({code: 'map-unknown', message: expect.stringMatching(/it is a map$/)})
  })

  test('that is that of a map, too, is refused by every verb but list, and neither is changed', async () => {
    await using haproxy = await lab.start(version, {acls: {shared: 'k v\n'}, maps: {shared: 'k v\n'}})
    const acl = new MapReference(acls, haproxy.file('shared'))
    const client = await connect(haproxy)
    await using source = await patternsOf('new\n')
    const acts: (() => Promise<unknown>)[] = [
      () => lookUp(client, acl, 'k'),
      () => addEntry(client, acl, 'x', undefined),
      () => deleteEntry(client, acl, 'k'),
      () => syncMap(client, source, {map: acl}),
    ]
    for (const act of acts)
      expect(await failureOf(act())).toMatchObject({code: 'acl-is-map', exit: 2, hint: expect.stringContaining(`hactl map sync ${haproxy.file('shared')}`)})
    expect((await listMaps(client, acls)).map(({file}) => file)).toContain(haproxy.file('shared'))
    expect(await haproxy.dump('shared')).toEqual([['k', 'v']])
  })

  test('may be its number, for one without a file', async () => {
    await using haproxy = await lab.start(version, {acls: {'blocked.acl': 'one\n'}, frontendLines: ['http-request deny if { path /secret }']})
    const client = await connect(haproxy)
    const inline = (await listMaps(client, acls)).find(({file, description}) => file === '' && description.startsWith("acl 'path'"))
    const name = new MapReference(acls, `#${inline?.id}`)
    expect(await lookUp(client, name, '/secret')).toMatchObject([{found: true, key: '/secret'}])
    await addEntry(client, name, '/other secret', undefined)
    expect(await lookUp(client, name, '/other secret')).toMatchObject([{found: true, key: '/other secret'}])
  })
})

describe.each(['user', 'operator'] as const)('a socket of level %s', (level) => {
  test.each(lab.versions)('lets ACLs be changed as HAProxy %s does, or names the level that is needed', async (version) => {
    await using haproxy = await lab.start(version, {acls: {'blocked.acl': 'one\n'}})
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const acl = new MapReference(acls, haproxy.file('blocked.acl'))
    if (Number(version) < 3.3) {
      await addEntry(client, acl, 'two', undefined)
      expect(await patternsIn(haproxy, 'blocked.acl')).toEqual(['one', 'two'])
      return
    }
    const refused = {code: 'permission-denied', exit: 7, hint: expect.stringContaining('level admin')}
    const acts: (() => Promise<unknown>)[] = [
      () => listMaps(client, acls),
      () => addEntry(client, acl, 'two', undefined),
      () => syncAcl({haproxy, acl: 'blocked.acl', content: 'two\n', through: {socket: haproxy.sockets[level]}}),
    ]
    for (const act of acts) expect(await failureOf(act())).toMatchObject(refused)
    expect((await failureOf(listMaps(client, acls))).message).toContain('`show acl` needs level admin')
    expect(await patternsIn(haproxy, 'blocked.acl')).toEqual(['one'])
  })
})

test.each(lab.since('2.4'))('a source that was read as that of a map is not taken for an ACL, on HAProxy %s', async (version) => {
  await using haproxy = await lab.start(version, {acls: {'blocked.acl': 'one two\n'}})
  await using source = await openFileSource(haproxy.file('blocked.acl'))
  const failure = await failureOf(syncMap(await connect(haproxy), source, {map: new MapReference(acls, haproxy.file('blocked.acl'))}))
  expect(failure).toMatchObject({code: 'usage', exit: 2, message: expect.stringContaining('as the file of a map, not of an ACL')})
})
