import {mkdir, rm, symlink, writeFile} from 'node:fs/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {openFileSource, type RuntimeClient, syncMap} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {connect, failureOf, sourceOf, stateOf, sync} from './support.ts'

const oddNames = ['sub folder/with blanks.map', 'semi;colon.map', 'back\\slash.map', 'ünïcode.map', 'sub folder/#1.map', 'sub folder/<<', '@7.map', '<<x']

/** The configuration needs quotes for it, within quotes. */
const bracketed = 'round (1) brackets.map'

describe.each(lab.since('2.4'))('the map of HAProxy %s that a name stands for', (version) => {
  let haproxy: LabHaproxy
  let client: RuntimeClient
  beforeAll(async () => {
    const named = Object.fromEntries([...oddNames, 'routes.map', 'hosts.map', 'sub/deny.map'].map((name) => [name, 'old entry\n']))
    haproxy = await lab.start(version, {
      maps: named,
      files: {'target.map': 'old entry\n', 'twin.map': 'old entry\n', [bracketed]: 'old entry\n'},
      frontendLines: ['target.map', 'twin.map', bracketed].map((name) => `http-request set-var(txn.other) "src,map_str('{folder}/${name}')"`),
    })
    client = await connect(haproxy)
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const syncNamed = async (map: string, content = 'new entry\n') => {
    await using source = await sourceOf(content)
    return await syncMap(client, source, {map, strategy: 'replace'})
  }

  test.each([...oddNames, bracketed])('is found by its exact name, whatever that holds: %s', async (name) => {
    expect(await sync({haproxy, map: name, content: `new ${encodeURIComponent(name)}\n`})).toMatchObject({map: haproxy.file(name), strategy: 'replace'})
    if (name !== bracketed) expect(await haproxy.lookup(name, 'new')).toBe(encodeURIComponent(name))
    else expect(await haproxy.dump(name)).toEqual([['new', encodeURIComponent(name)]])
  })

  test('is found by the file that it stands for', async () => {
    await writeFile(haproxy.file('routes.map'), 'from file\n')
    await using source = await openFileSource(haproxy.file('routes.map'))
    expect(await syncMap(client, source)).toMatchObject({map: haproxy.file('routes.map'), source: haproxy.file('routes.map')})
    expect(await haproxy.dump('routes.map')).toEqual([['from', 'file']])
  })

  test('is found through a link to that file, or to its folder', async () => {
    await symlink(haproxy.file('hosts.map'), haproxy.file('link.map'))
    await symlink(haproxy.file('sub'), haproxy.file('linked'))
    expect(await syncNamed(haproxy.file('link.map'))).toMatchObject({map: haproxy.file('hosts.map')})
    expect(await syncNamed(haproxy.file('linked/deny.map'))).toMatchObject({map: haproxy.file('sub/deny.map')})
    expect(await syncNamed(`${haproxy.folder}/sub/../hosts.map`)).toMatchObject({map: haproxy.file('hosts.map')})
  })

  test('is found by its number', async () => {
    const {id} = await haproxy.header('hosts.map')
    expect(await syncNamed(`#${id}`, 'by number\n')).toMatchObject({map: haproxy.file('hosts.map')})
    expect(await haproxy.dump('hosts.map')).toEqual([['by', 'number']])
    expect(await failureOf(syncNamed('#9999'))).toMatchObject({code: 'map-unknown', exit: 2})
  })

  test('is not one that merely has the same base name: that is offered', async () => {
    const before = await stateOf(haproxy, 'hosts.map')
    await mkdir(haproxy.file('other'), {recursive: true})
    await writeFile(haproxy.file('other/hosts.map'), 'new entry\n')
    await using source = await openFileSource(haproxy.file('other/hosts.map'))
    for (const failure of [
      await failureOf(syncMap(client, source)),
      await failureOf(syncNamed('hosts.map')),
      await failureOf(syncNamed('/elsewhere/hosts.map')),
    ]) {
      expect(failure).toMatchObject({code: 'map-unknown', exit: 2})
      expect(failure.hint).toContain(`did you mean "${haproxy.file('hosts.map')}"`)
      expect(failure.hint).toContain('--map')
    }
    expect(await stateOf(haproxy, 'hosts.map')).toEqual(before)
    expect(await syncMap(client, source, {map: haproxy.file('hosts.map')})).toMatchObject({map: haproxy.file('hosts.map')})
  })

  test('is offered when the name is nearly right', async () => {
    for (const wrong of ['rotes.map', 'route.map', 'Routes.map']) {
      const failure = await failureOf(syncNamed(haproxy.file(wrong)))
      expect({wrong, code: failure.code, exit: failure.exit, hint: failure.hint}).toEqual({
        wrong,
        code: 'map-unknown',
        exit: 2,
        hint: expect.stringContaining(`"${haproxy.file('routes.map')}"`),
      })
    }
    expect((await failureOf(syncNamed('/nothing/like/this-one.list'))).hint).toMatch(/hactl map list|its maps are/)
  })

  test('is never guessed: where two references are one file, both are named', async () => {
    await rm(haproxy.file('twin.map'))
    for (const name of ['twin.map', 'third.map']) await symlink(haproxy.file('target.map'), haproxy.file(name))
    const failure = await failureOf(syncNamed(haproxy.file('third.map')))
    expect(failure).toMatchObject({code: 'map-ambiguous', exit: 2})
    for (const name of ['target.map', 'twin.map']) expect(failure.message).toContain(haproxy.file(name))
    expect(await syncNamed(haproxy.file('twin.map'))).toMatchObject({map: haproxy.file('twin.map')})
  })

  test('a source without a file needs a name', async () => {
    await using source = await sourceOf('a b\n')
    expect(await failureOf(syncMap(client, source))).toMatchObject({exit: 2})
  })
})
