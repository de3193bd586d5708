import {writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl, syncOf} from './hactl.ts'

/** As the issue gives it, in this order, and what every change has. */
const keys = [
  'map',
  'source',
  'strategy',
  'entries',
  'added',
  'changed',
  'removed',
  'version',
  'chunks',
  'bytes',
  'verify',
  'verified',
  'abandoned',
  'saved',
  'backup',
  'durationMs',
  'phases',
  'target',
  'dryRun',
  'undo',
]

const start = (version: (typeof lab.versions)[number]): Promise<LabHaproxy> =>
  lab.start(version, {
    maps: {'big.map': '/a one\n/b two\n/c three\n'},
    files: {'new.map': '/a one\n/b 2\n/d four\n/e five\n', 'same.map': '# the same\n/a   one\n/b two\n\n/c\tthree'},
  })

const sync = (haproxy: LabHaproxy, file: string, ...more: string[]): string[] => syncOf(haproxy, {file}, ...more)

describe.each(lab.since('2.4'))('map sync on HAProxy %s', (version) => {
  test('reports what it did, under the names and in the order that are documented', async () => {
    await using haproxy = await start(version)
    const {status, stdout, stderr} = await hactl(sync(haproxy, 'new.map', '--json'))
    expect({status, stderr}).toEqual({status: 0, stderr: ''})
    const report = JSON.parse(stdout) as Record<string, unknown>
    expect(report).toMatchObject({
      map: haproxy.file('big.map'),
      source: haproxy.file('new.map'),
      strategy: 'replace',
      entries: 4,
      added: 2,
      changed: 1,
      removed: 1,
      version: (await haproxy.header('big.map')).currVer,
      chunks: 1,
      bytes: '/a one\n/b 2\n/d four\n/e five\n'.length,
      verify: 'full',
      verified: true,
      saved: null,
      backup: null,
      durationMs: expect.any(Number),
      target: {address: haproxy.socket, node: expect.any(String), pid: await haproxy.pid(), version: haproxy.full},
    })
    expect(Object.keys(report.phases as object)).toEqual(['plan', 'prepare', 'load', 'verify', 'commit'])
    expect(Object.keys(report.target as object)).toEqual(['address', 'node', 'pid', 'version'])
    expect(Object.keys(report)).toEqual(keys)
    expect(await haproxy.dump('big.map')).toEqual([
      ['/a', 'one'],
      ['/b', '2'],
      ['/d', 'four'],
      ['/e', 'five'],
    ])
  })

  test('sends nothing when the content is alike, and says so', async () => {
    await using haproxy = await start(version)
    const {status, stdout} = await hactl(sync(haproxy, 'same.map', '--json'))
    expect({status, ...JSON.parse(stdout)}).toMatchObject({
      status: 0,
      strategy: 'none',
      added: 0,
      changed: 0,
      removed: 0,
      version: null,
      chunks: 0,
      bytes: 0,
      verified: true,
    })
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(keys)
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 0})
  })

  test('--strategy replace loads in any case, and counts nothing', async () => {
    await using haproxy = await start(version)
    const {stdout} = await hactl(sync(haproxy, 'same.map', '--json', '--strategy', 'replace', '--verify', 'none'))
    expect(JSON.parse(stdout)).toMatchObject({
      strategy: 'replace',
      entries: 3,
      added: null,
      changed: null,
      removed: null,
      version: 1,
      verify: 'none',
      verified: false,
    })
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 1})
  })

  test('--dry-run shows each command, changes nothing, and ends with 6 when asked to', async () => {
    await using haproxy = await start(version)
    const map = haproxy.file('big.map')
    const [text, json, differs, alike] = await Promise.all([
      hactl(sync(haproxy, 'new.map', '--dry-run')),
      hactl(sync(haproxy, 'new.map', '-n', '--json')),
      hactl(sync(haproxy, 'new.map', '-n', '--exit-code')),
      hactl(sync(haproxy, 'same.map', '-n', '--exit-code')),
    ])
    expect([text.status, json.status, differs.status, alike.status]).toEqual([0, 0, 6, 0])
    expect(text.stdout).toContain(`prepare map ${map}\n`)
    expect(text.stdout).toMatch(/add map @NEW .* <<END .*4 entries, 28 bytes/)
    expect(text.stdout).toContain(`commit map @NEW ${map}`)
    expect(JSON.parse(json.stdout)).toMatchObject({strategy: 'replace', added: 2, changed: 1, removed: 1, version: null, verified: false})
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 0})
  })

  test('--dry-run shows what --on-duplicate leaves', async () => {
    await using haproxy = await start(version)
    writeFileSync(haproxy.file('new.map'), '/a 1\n/b 2\n/a 3\n')
    const {stdout} = await hactl(sync(haproxy, 'new.map', '--dry-run', '--on-duplicate', 'first'))
    expect(stdout).toMatch(/add map @NEW .* 2 entries/)
    expect((await hactl(sync(haproxy, 'new.map', '--dry-run', '--wire', '--on-duplicate', 'last'))).stdout).toMatch(/\n\/b 2\n\/a 3\n/)
  })

  test('--wire prints what, sent by hand with the version put in, loads the same', async () => {
    await using haproxy = await start(version)
    const entries = entriesOf(3000, 'value; with \\ and <<')
    writeFileSync(haproxy.file('new.map'), textOf(entries))
    const {status, bytes} = await hactl(sync(haproxy, 'new.map', '--dry-run', '--wire'))
    expect(status).toBe(0)
    const [prepare = '', ...others] = bytes.split(/(?<=\n)(?=(?:add|commit) map @NEW )/)
    expect(prepare).toBe(`prepare map ${haproxy.file('big.map')}\n`)
    expect(others.length).toBeGreaterThan(5)
    const [, created = ''] = /New version created: (\d+)/.exec(String(await haproxy.exchange(prepare))) ?? []
    for (const command of others) {
      const sent = command.replace('@NEW', `@${created}`)
      expect(sent.length).toBeLessThanOrEqual(16_384 - 32)
      expect(String(await haproxy.exchange(Buffer.from(sent, 'latin1'), {deadline: 5000}))).toBe('\n')
    }
    expect(firstDifference(await haproxy.dump('big.map'), entries)).toBeUndefined()
  })

  test('finds the map by the file that it was loaded from, however that is written', async () => {
    await using haproxy = await start(version)
    writeFileSync(haproxy.file('big.map'), '/z last\n')
    expect(await hactl(['map', 'sync', 'big.map', '-s', haproxy.socket], {cwd: haproxy.folder})).toMatchObject({status: 0})
    expect(await haproxy.dump('big.map')).toEqual([['/z', 'last']])
  })

  test('diff shows the differences and ends with 6, or with 0', async () => {
    await using haproxy = await start(version)
    const diff = (source: string) => hactl(['map', 'diff', haproxy.file(source), '--map', haproxy.file('big.map'), '-s', haproxy.socket])
    const [differs, alike] = await Promise.all([diff('new.map'), diff('same.map')])
    expect(differs).toMatchObject({status: 6, stderr: ''})
    expect(differs.stdout.split('\n')).toEqual(expect.arrayContaining(['~ /b two → 2', '- /c three', '+ /d four', '+ /e five']))
    expect(alike).toMatchObject({status: 0, stderr: ''})
  })
})

describe('without a terminal', () => {
  test('one line on stderr tells what was done, and that it is in memory only; stdout is data', async () => {
    await using haproxy = await start('3.2')
    const {status, stdout, stderr} = await hactl(sync(haproxy, 'new.map'))
    expect({status, stdout}).toEqual({status: 0, stdout: ''})
    expect(stderr).toMatch(/^[^\n]*2 added, 1 changed, 1 removed[^\n]*in memory only: HAProxy reads its file at the next reload[^\n]*\n$/)
  })

  test('nothing at all with -q', async () => {
    await using haproxy = await start('3.2')
    expect(await hactl(sync(haproxy, 'new.map', '-q'))).toEqual({status: 0, stdout: '', stderr: '', bytes: ''})
    expect(await hactl(sync(haproxy, 'new.map', '-q'))).toEqual({status: 0, stdout: '', stderr: '', bytes: ''})
  })
})

test('HAProxy 2.2 is refused with 1, and what works with it is said', async () => {
  await using haproxy = await start('2.2')
  const ended = await hactl(sync(haproxy, 'new.map', '-o', 'json'))
  expect(ended.status).toBe(1)
  expect(errorIn(ended)).toMatchObject({code: 'unsupported', message: expect.stringContaining('2.2'), hint: expect.stringContaining('map add, set, del')})
  expect(await hactl(['map', 'set', haproxy.file('big.map'), '/a', '1', '-s', haproxy.socket])).toMatchObject({status: 0})
  expect(await hactl(['map', 'show', haproxy.file('big.map'), '-s', haproxy.socket, '-o', 'plain'])).toMatchObject({
    status: 0,
    stdout: '/a\t1\n/b\ttwo\n/c\tthree\n',
  })
  expect(await hactl(['map', 'clear', haproxy.file('big.map'), '-s', haproxy.socket, '--yes'])).toMatchObject({status: 0})
  expect(await haproxy.dump('big.map')).toEqual([])
})
