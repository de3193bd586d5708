import {spawn, spawnSync} from 'node:child_process'
import {chmod, mkdir, readdir, rename, rm, truncate, writeFile} from 'node:fs/promises'
import {Readable} from 'node:stream'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {openFileSource, syncMap} from '../../src/index.ts'
import {openSource} from '../../src/maps/open-source.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'
import {connect, failureOf, leavingAlone, numbered, patience} from './support.ts'

/** What a file is cannot depend on the HAProxy: the newest is enough. */
const version = lab.since('2.4').at(-1) ?? '3.2'
const nobody = 65_534

describe('a source', () => {
  let haproxy: LabHaproxy
  let path: string
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'old entry\n'}})
    path = haproxy.file('source.map')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  async function syncFrom(name: string, input: Iterable<Uint8Array | string> = [], options: Parameters<typeof syncMap>[2] = {}) {
    await using source = await openSource(name, {standardInput: Readable.from(input)})
    return await syncMap(await connect(haproxy), source, {map: haproxy.file('big.map'), ...options})
  }

  test('that is not there', async () => {
    const failure = await leavingAlone(haproxy, 'big.map', () => failureOf(syncFrom(haproxy.file('missing.map'))))
    expect(failure).toMatchObject({code: 'source-unreadable', exit: 2})
    expect(failure.message).toContain(haproxy.file('missing.map'))
  })

  test('that is a directory', async () => {
    await mkdir(haproxy.file('folder.map'))
    const failure = await leavingAlone(haproxy, 'big.map', () => failureOf(syncFrom(haproxy.file('folder.map'))))
    expect(failure).toMatchObject({code: 'source-unreadable', exit: 2})
    expect(failure.message).toMatch(/directory/)
  })

  test('that this user may not read', async () => {
    await chmod(haproxy.folder, 0o755)
    await writeFile(path, 'a 1\n')
    await chmod(path, 0)
    const failure = await asNobody(() => failureOf(openFileSource(path)))
    expect(failure).toMatchObject({code: 'source-unreadable', exit: 2})
    expect(failure.message).toMatch(/may not read/)
    await rm(path)
  })

  test('that is binary', async () => {
    await writeFile(path, Buffer.from([0x7f, 0x45, 0x00, 0x46, 0x0a, 0x00, 0x20, 0x0a]))
    const failure = await leavingAlone(haproxy, 'big.map', () => failureOf(syncFrom(path)))
    expect(failure).toMatchObject({code: 'source-binary', exit: 2})
    expect(failure.message).toContain(`${path}:1:`)
  })

  test.each(['', '\n\n', '# only a comment'])('that holds no entry: %j', async (content) => {
    await writeFile(path, content)
    expect(await leavingAlone(haproxy, 'big.map', () => failureOf(syncFrom(path)))).toMatchObject({code: 'source-empty', exit: 2})
    expect(await leavingAlone(haproxy, 'big.map', () => failureOf(syncFrom('-', [content])))).toMatchObject({code: 'source-empty', exit: 2})
  })

  const changes: Record<string, (file: string) => Promise<void>> = {
    grows: (file) => writeFile(file, 'more 1\n', {flag: 'a'}),
    shrinks: (file) => truncate(file, 20_000),
    'is replaced': async (file) => {
      await writeFile(
        `${file}.new`,
        numbered(3000, (n) => `key${n} value`),
      )
      await rename(`${file}.new`, file)
    },
    'is removed': (file) => rm(file),
  }
  test.each(Object.entries(changes))('that %s between plan and load', async (_, change) => {
    const before = await haproxy.dump('big.map')
    await writeFile(
      path,
      numbered(3000, (n) => `key${n} value`),
    )
    let changed: Promise<void> | undefined
    await using source = await openFileSource(path)
    const entries = async function* () {
      if (changed) await changed
      yield* source.entries()
    }
    const watched = {kind: source.kind, name: source.name, file: source.file, entries, [Symbol.asyncDispose]: () => Promise.resolve()}
    const progress = ({phase}: {phase: string}) => void (phase === 'prepare' && (changed ??= change(path)))
    const failure = await failureOf(syncMap(await connect(haproxy), watched, {map: haproxy.file('big.map'), progress}))
    expect(failure).toMatchObject({code: 'source-changed', exit: 2})
    expect(failure.message).toContain(path)
    expect(await haproxy.dump('big.map')).toEqual(before)
  })

  test(
    'that is a pipe',
    async () => {
      const content = numbered(20_000, (n) => `pipe${n} value`)
      const pipe = haproxy.file('pipe.map')
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
      const writer = spawn('sh', ['-c', 'cat > "$1"', 'sh', pipe], {stdio: ['pipe', 'ignore', 'ignore']})
      writer.stdin.end(content)
      expect(await syncFrom(pipe)).toMatchObject({source: pipe, entries: 20_000})
      expect(await haproxy.dump('big.map')).toEqual(loaded(content))
    },
    patience,
  )

  test('that is standard input, in whatever pieces it comes', async () => {
    const content = '# from somewhere\nkey1 value one\r\nkey2 two\nkey3'
    for (const pieces of [[content], [...content], content.split(/(?<=\n)/)]) {
      expect(await syncFrom('-', pieces, {strategy: 'replace'})).toMatchObject({source: 'standard input', entries: 3})
      expect(await haproxy.dump('big.map')).toEqual(loaded(content))
    }
  })

  test('that is spooled leaves nothing in TMPDIR, not even while it is read', async () => {
    const folder = haproxy.file('spool')
    await mkdir(folder)
    const before = process.env.TMPDIR
    process.env.TMPDIR = folder
    try {
      await using source = await openSource('-', {standardInput: Readable.from(['a 1\nb 2\n'])})
      for await (const batch of source.entries()) {
        expect(batch.count).toBeGreaterThan(0)
        expect(await readdir(folder)).toEqual([])
        break
      }
      const broken = Readable.from(
        (function* () {
          yield 'a 1\n'
          throw new Error('the pipe broke')
        })(),
      )
      await expect(openSource('-', {standardInput: broken})).rejects.toThrow('the pipe broke')
      expect(await readdir(folder)).toEqual([])
    } finally {
      process.env.TMPDIR = before
      if (before === undefined) delete process.env.TMPDIR
    }
  })
})

/** root may read everything, so a test as root becomes somebody else for a moment. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  const {getuid, seteuid} = process
  if (!getuid || !seteuid || getuid() !== 0) return act()
  seteuid(nobody)
  try {
    return await act()
  } finally {
    seteuid(0)
  }
}
