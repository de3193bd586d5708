import {copyFile, link, mkdir, readFile, rename, stat, symlink} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {type HactlError, openFileSource, RuntimeClient, saveMap, syncMap} from '../../../src/index.ts'
import {type LabHaproxy, type LabVersion, lab} from '../../haproxy/lab.ts'
import {Relay} from '../relay.ts'
import {connect, failureOf, leavingAlone, sync} from '../support.ts'
import {otherProc} from './proc.ts'

const isRoot = process.getuid?.() === 0

const start = (version: LabVersion, more: Parameters<typeof lab.start>[1] = {}): Promise<LabHaproxy> =>
  lab.start(version, {maps: {'big.map': 'a 1\n'}, files: {'new.map': 'a 2\n', 'relative.map': 'a 1\n'}, ...more})

/** A root folder of somebody else, with something at the path of the map. */
async function otherRoot(haproxy: LabHaproxy, put: (path: string, root: string) => Promise<void>): Promise<string> {
  const root = haproxy.file('root')
  await mkdir(join(root, haproxy.folder), {recursive: true})
  await put(join(root, haproxy.file('big.map')), root)
  return root
}

/** What a sync with --save is refused with; nothing was sent, and the way out is named. */
async function refusal(
  haproxy: LabHaproxy,
  client: RuntimeClient,
  {map = haproxy.file('big.map'), proc}: {map?: string; proc?: string} = {},
): Promise<HactlError> {
  return leavingAlone(haproxy, 'big.map', async () => {
    await using source = await openFileSource(haproxy.file('new.map'))
    const error = await failureOf(syncMap(client, source, {map, save: true, proc}))
    expect(error).toMatchObject({exit: 2, hint: expect.stringContaining('--save-to')})
    return error
  })
}

/** The same when it is because of the root folder. */
async function refusedFor(haproxy: LabHaproxy, root: string, map?: string): Promise<void> {
  await using other = await otherProc(haproxy, root)
  const error = await refusal(haproxy, await connect(haproxy), {proc: other.proc, ...(map && {map})})
  expect(error).toMatchObject({code: 'file-unproven', message: expect.stringContaining('another file than here')})
}

const use = (name: string): string => `http-request set-var(txn.more) url,map_str(${name})`

describe.each(lab.since('2.4'))('the file that HAProxy %s reads', (version) => {
  test('is another one where the process has another root, with a file of that name in it', async () => {
    await using haproxy = await start(version)
    await refusedFor(haproxy, await otherRoot(haproxy, (path) => copyFile(haproxy.file('big.map'), path)))
  })

  test('is another one where its folder is a link, which leads to the folder here only when it is followed from here', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n', 'link/linked.map': 'a 1\n'}, files: {'new.map': 'a 2\n'}})
    const real = haproxy.file('real')
    await rename(haproxy.file('link'), real)
    await symlink(real, haproxy.file('link'))
    const put = async (_: string, root: string): Promise<void> => {
      await mkdir(join(root, real))
      await copyFile(join(real, 'linked.map'), join(root, real, 'linked.map'))
      await symlink(real, join(root, haproxy.file('link')))
    }
    await refusedFor(haproxy, await otherRoot(haproxy, put), haproxy.file('link/linked.map'))
    // the same names, and they are the files here
    await using here = await otherProc(haproxy, '/')
    await sync({haproxy, map: 'link/linked.map', content: 'a 3\n'}, {save: true, proc: here.proc})
    expect(await readFile(join(real, 'linked.map'), 'utf8')).toBe('a 3\n')
  })

  test('counts as another one where it is there alone, in another folder: what takes its name here would not be seen there', async () => {
    await using haproxy = await start(version)
    await refusedFor(haproxy, await otherRoot(haproxy, (path) => link(haproxy.file('big.map'), path)))
  })

  test('is the one here where the process has the same root', async () => {
    await using haproxy = await start(version)
    await using other = await otherProc(haproxy, '/')
    await sync({haproxy, map: 'big.map', content: 'a 3\n'}, {save: true, proc: other.proc})
    expect(await readFile(haproxy.file('big.map'), 'utf8')).toBe('a 3\n')
  })

  test('is not known of a process that this machine does not have, or that is none of HAProxy', async () => {
    await using haproxy = await start(version)
    const client = await connect(haproxy)
    const withPid = (pid: number): RuntimeClient => Object.defineProperty(client.with({}), 'info', {value: {...client.info, pid}})
    expect((await refusal(haproxy, withPid(2 ** 22 + 1))).message).toMatch(/not on this machine/)
    expect((await refusal(haproxy, withPid(process.pid))).message).toMatch(/does not listen/)
  })

  test('is not known behind a relay: somebody else listens there', async () => {
    await using haproxy = await start(version)
    await using relay = await Relay.before(haproxy)
    expect(await refusal(haproxy, await connect(relay))).toMatchObject({code: 'file-unproven', message: expect.stringContaining('does not listen')})
  })

  test('is known after reloads, of the process that took over', async () => {
    await using haproxy = await start(version)
    for (const content of ['a 2\n', 'a 3\n']) {
      await haproxy.reload()
      await sync({haproxy, map: 'big.map', content}, {save: true})
      expect(await readFile(haproxy.file('big.map'), 'utf8')).toBe(content)
    }
  })

  test('is known over TCP on this machine', async () => {
    await using haproxy = await start(version)
    await using source = await openFileSource(haproxy.file('new.map'))
    const report = await syncMap(await RuntimeClient.connect(`tcp://${haproxy.tcpAddress}`), source, {map: haproxy.file('big.map'), save: true})
    expect(report.saved).toMatchObject({file: haproxy.file('big.map'), written: true})
    expect(await readFile(haproxy.file('big.map'), 'utf8')).toBe('a 2\n')
  })

  test('is not known by a relative name', async () => {
    await using haproxy = await start(version, {frontendLines: [use('relative.map')]})
    expect((await refusal(haproxy, await connect(haproxy), {map: 'relative.map'})).message).toMatch(/relative/)
  })

  test('is not known when it is gone', async () => {
    await using haproxy = await start(version)
    await rename(haproxy.file('big.map'), haproxy.file('gone.map'))
    expect((await refusal(haproxy, await connect(haproxy))).message).toMatch(/no such file/)
  })

  test.runIf(isRoot)('is known of a worker that left for a folder of its own, by its master; without a master it is not', async () => {
    const options = {global: ['chroot {folder}/jail'], files: {'jail/empty': '', 'new.map': 'a 2\n'}}
    await using worker = await start(version, options)
    await sync({haproxy: worker, map: 'big.map', content: 'a 3\n'}, {save: true})
    expect(await readFile(worker.file('big.map'), 'utf8')).toBe('a 3\n')
    await using alone = await start(version, {...options, masterWorker: false})
    expect(await refusal(alone, await connect(alone))).toMatchObject({code: 'file-unproven'})
  })
})

describe.each(lab.since('3.0'))('a name with a prefix, on HAProxy %s', (version) => {
  const frontendLines = ['file@{folder}/file.map', 'opt@{folder}/there.map', 'opt@{folder}/missing.map', 'virt@only.map', 'virt@/abs/only.map'].map(use)
  const files = {'file.map': 'f 1\n', 'there.map': 't 1\n', 'new.map': 'a 2\n'}
  const names = ['file.map', 'there.map', 'missing.map']

  test('opt@ and file@ stand for their file, and a missing one is made for all to read', async () => {
    await using haproxy = await start(version, {frontendLines, files})
    const before = process.umask(0o077)
    try {
      for (const name of names) {
        const map = haproxy.file(name)
        await using source = await openFileSource(haproxy.file('new.map'))
        expect((await syncMap(await connect(haproxy), source, {map, save: true})).saved).toMatchObject({file: map, written: true, entries: 1})
        expect(await readFile(map, 'utf8')).toBe('a 2\n')
      }
      expect((await stat(haproxy.file('missing.map'))).mode & 0o777).toBe(0o644)
    } finally {
      process.umask(before)
    }
    await haproxy.reload()
    for (const name of names) expect(String(await haproxy.exchange(`show map ${haproxy.file(name)}`))).toMatch(/^0x[0-9a-f]+ a 2\n\n$/)
  })

  test('opt@ in a folder that is another one for the process is not made', async () => {
    await using haproxy = await start(version, {frontendLines, files})
    await refusedFor(haproxy, await otherRoot(haproxy, () => Promise.resolve()), haproxy.file('missing.map'))
    await expect(stat(haproxy.file('missing.map'))).rejects.toThrow('ENOENT')
  })

  test.each(['virt@only.map', 'virt@/abs/only.map'])('%s has no file', async (map) => {
    await using haproxy = await start(version, {frontendLines, files})
    const client = await connect(haproxy)
    expect(await refusal(haproxy, client, {map})).toMatchObject({code: 'map-without-file'})
    expect(await failureOf(saveMap(client, map))).toMatchObject({code: 'map-without-file', exit: 2, hint: expect.stringContaining('--to')})
    await haproxy.exchange(`add map ${map} k v`)
    await saveMap(client, map, {to: haproxy.file('virtual.map')})
    expect(await readFile(haproxy.file('virtual.map'), 'utf8')).toBe('k v\n')
  })
})
