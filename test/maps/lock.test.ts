import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {Locks, takeLocks} from '../../src/maps/lock-all.ts'
import {LockFile, takeLock} from '../../src/maps/lock-file.ts'
import {lockFolders} from '../../src/maps/lock-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hactl-locks-'))
})
afterEach(() => rm(folder, {recursive: true, force: true}))

async function held(name = 'map'): Promise<LockFile> {
  const lock = await takeLock(folder, name, 'a test')
  if (lock instanceof LockFile) return lock
  throw new Error(`process ${lock.holder.pid} holds it`)
}

const written = async ({path}: {path: string}) => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>

/** A lock as that process would have left it. */
async function plant(change: Record<string, unknown>, number = 0): Promise<void> {
  const lock = await held('another')
  const holder = await written(lock)
  await lock[Symbol.asyncDispose]()
  await writeFile(join(folder, `map.${number}`), JSON.stringify({...holder, ...change}))
}

/** The id of a process that has ended. */
async function formerPid(): Promise<number> {
  const child = spawn('true')
  await once(child, 'exit')
  return child.pid ?? 0
}

describe('a lock', () => {
  test('is held by one, until that one gives it back', async () => {
    const first = await held()
    expect(await takeLock(folder, 'map', 'a test')).toMatchObject({holder: {pid: process.pid, subject: 'a test'}, path: first.path})
    expect(await held('another map')).toBeInstanceOf(LockFile)
    await first[Symbol.asyncDispose]()
    const next = await held()
    await next[Symbol.asyncDispose]()
    expect(await readdir(folder)).toEqual(['another map.0'])
  })

  test('is taken by one of many who ask at once, again and again', async () => {
    for (let round = 0; round < 20; round += 1) {
      const asked = await Promise.all(Array.from({length: 16}, () => takeLock(folder, 'map', 'a test')))
      const locks = asked.filter((each) => each instanceof LockFile)
      expect(locks.length).toBe(1)
      await locks[0]?.[Symbol.asyncDispose]()
    }
    expect(await readdir(folder)).toEqual([])
  })

  test('names process, start, boot and namespace, and everybody may read it', async () => {
    const lock = await held()
    expect(await written(lock)).toEqual({
      pid: process.pid,
      start: expect.stringMatching(/^\d+$/),
      boot: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
      pidNamespace: expect.stringMatching(/^pid:\[\d+\]$/),
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      subject: 'a test',
    })
    expect((await lstat(lock.path)).mode & 0o777).toBe(0o644)
  })

  test.each([
    ['whose process has ended', async () => ({pid: await formerPid()})],
    ['of a process whose id another one has by now', () => ({start: '1'})],
    ['from before the machine was started', () => ({boot: 'another'})],
  ])('%s keeps nobody out, and the next is alone again', async (_, change) => {
    await plant(await change())
    const lock = await held()
    expect(await takeLock(folder, 'map', 'a test')).toMatchObject({path: lock.path})
    await lock[Symbol.asyncDispose]()
    expect(await held()).toBeInstanceOf(LockFile)
  })

  test('that one of many left behind is followed by one of many', async () => {
    const pid = await formerPid()
    for (const number of [0, 1, 2]) await plant({pid}, number)
    const asked = await Promise.all(Array.from({length: 16}, () => takeLock(folder, 'map', 'a test')))
    expect(asked.filter((each) => each instanceof LockFile).length).toBe(1)
  })

  test('of a zombie keeps nobody out', async () => {
    // its parent never asks how it ended: it is no shell any more by then
    const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 60'], {stdio: ['ignore', 'pipe', 'ignore']})
    const [bytes] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(bytes)
    const stat = () => readFile(`/proc/${pid}/stat`, 'utf8')
    await expect.poll(stat, {timeout: 20_000}).toMatch(/\) Z /)
    await plant({pid, start: (await stat()).split(') ')[1]?.split(' ')[19]})
    expect(await held()).toBeInstanceOf(LockFile)
    parent.kill('SIGKILL')
  })

  test('from another namespace of processes counts: whether its owner lives cannot be seen', async () => {
    await plant({pidNamespace: 'pid:[1]', pid: 999_999})
    expect(await takeLock(folder, 'map', 'a test')).toMatchObject({holder: {pid: 999_999}})
  })

  test.each(['', 'nonsense', '{}', 'null', '{"pid":"1"}'])('that hactl never wrote, %j, keeps nobody out', async (text) => {
    await writeFile(join(folder, 'map.0'), text)
    expect(await held()).toBeInstanceOf(LockFile)
  })

  test('is never read through a symbolic link, and never written through one', async () => {
    const elsewhere = join(folder, 'elsewhere')
    await symlink(elsewhere, join(folder, 'map.0'))
    const lock = await held()
    expect(lock.path).toBe(join(folder, 'map.1'))
    expect(await readdir(folder)).not.toContain('elsewhere')
  })
})

describe('a lock in several folders', () => {
  const [first, second] = ['first', 'second'].map((name) => () => join(folder, name)) as [() => string, () => string]
  beforeEach(async () => {
    for (const each of [first(), second()]) await mkdir(each)
  })

  test('keeps out who can use only one of them, and is kept out by that one', async () => {
    for (const few of [[first()], [second()]]) {
      const both = await takeLocks([first(), second()], 'map', 'a test')
      if (!(both instanceof Locks)) throw new Error('it is taken')
      expect(both.files.map(({path}) => path)).toEqual([join(first(), 'map.0'), join(second(), 'map.0')])
      expect(await takeLocks(few, 'map', 'a test')).toMatchObject({holder: {pid: process.pid}})
      await both[Symbol.asyncDispose]()
      const one = await takeLocks(few, 'map', 'a test')
      if (!(one instanceof Locks)) throw new Error('it is taken')
      expect(await takeLocks([first(), second()], 'map', 'a test')).toMatchObject({holder: {pid: process.pid}})
      // what it had taken before it came to that one is given back
      await one[Symbol.asyncDispose]()
      expect([await readdir(first()), await readdir(second())]).toEqual([[], []])
    }
  })

  test('does without one that fails, and fails where all do', async () => {
    const missing = join(folder, 'missing')
    expect(await takeLocks([missing, second()], 'map', 'a test')).toMatchObject({
      files: [{path: join(second(), 'map.0')}],
      failed: [{folder: missing, reason: {code: 'ENOENT'}}],
    })
    await expect(takeLocks([missing], 'map', 'a test')).rejects.toMatchObject({code: 'ENOENT'})
  })
})

describe('the folder of locks', () => {
  test('is made for all users, whatever the umask', async () => {
    const before = process.umask(0o077)
    const [made] = await lockFolders([join(folder, 'locks')]).finally(() => process.umask(before))
    expect((await lstat(made ?? '')).mode & 0o7777).toBe(0o1777)
  })

  test('is none that is no folder, a link, or not to be had', async () => {
    const [file, link, good] = [join(folder, 'file'), join(folder, 'link'), join(folder, 'good')]
    await writeFile(file, '')
    await mkdir(good)
    await symlink(good, link)
    expect(await lockFolders([join(folder, 'missing', 'locks'), file, link, good, join(folder, 'made')])).toEqual([good, join(folder, 'made')])
  })

  test('that is not open to all is opened by its owner', async () => {
    const own = join(folder, 'own')
    await mkdir(own)
    await chmod(own, 0o700)
    await lockFolders([own])
    expect((await lstat(own)).mode & 0o7777).toBe(0o1777)
  })

  test('is opened as itself, not as what somebody puts in its place meanwhile', async () => {
    const [own, aside, target] = ['own', 'aside', 'target'].map((name) => join(folder, name)) as [string, string, string]
    for (const each of [own, target]) await mkdir(each, {mode: 0o700})
    const swap = `const {chmodSync, renameSync, rmdirSync, symlinkSync, unlinkSync} = require('node:fs')
      const [own, aside, target] = process.argv.slice(1)
      const attempt = (act) => { try { act() } catch {} }
      process.stdout.write('begun')
      for (;;) {
        attempt(() => renameSync(own, aside))
        attempt(() => rmdirSync(own))
        attempt(() => symlinkSync(target, own))
        attempt(() => unlinkSync(own))
        attempt(() => chmodSync(aside, 0o700))
        attempt(() => renameSync(aside, own))
      }`
    const swapper = spawn(process.execPath, ['-e', swap, own, aside, target], {stdio: ['ignore', 'pipe', 'ignore']})
    try {
      await once(swapper.stdout, 'data')
      for (let round = 0; round < 500; round += 1) await lockFolders([own]).catch(() => undefined)
      expect((await lstat(target)).mode & 0o7777).toBe(0o700)
    } finally {
      swapper.kill('SIGKILL')
    }
  })

  test('that cannot be had is an error that names the reason', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(lockFolders([join(folder, 'file')])).rejects.toThrow(/is no folder/)
  })
})
