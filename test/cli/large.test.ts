import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, openSync, readFileSync, writeFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {environment, errorIn, hactl, program} from './hactl.ts'

const megabyte = 1 << 20

/** So many lines, made and written piece by piece. */
function writeMap(path: string, entries: number, line = (index: number): string => `/customers/${index} backend-${index % 7}\n`): void {
  const file = openSync(path, 'w')
  for (let from = 0; from < entries; from += 50_000) {
    writeSync(file, Array.from({length: Math.min(50_000, entries - from)}, (_, index) => line(from + index)).join(''))
  }
  closeSync(file)
}

describe('a map of 2,000,000 entries', () => {
  const entries = 2_000_000
  let haproxy: LabHaproxy
  let map: string

  beforeAll(async () => {
    haproxy = await lab.start('3.2', {maps: {'big.map': ''}})
    map = haproxy.file('big.map')
    writeMap(map, entries)
    writeMap(haproxy.file('some.map'), entries, (index) => `/customers/${index} backend-${index % 1000 === 0 ? 'other' : index % 7}\n`)
    writeMap(haproxy.file('foreign.map'), entries, (index) => `/others/${index} backend-${index % 7}\n`)
    // written to by the process that is measured, when it ends
    writeFileSync(
      haproxy.file('peak.cjs'),
      `process.on('exit', () => require('node:fs').writeFileSync(process.env.PEAK, /VmHWM:\\s+(\\d+) kB/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'))[1]))`,
    )
  }, 60_000)
  afterAll(() => haproxy[Symbol.asyncDispose]())

  /** Runs it with its output thrown away. @returns lines on stdout, and the peak of its resident memory in bytes */
  async function measured(...args: string[]): Promise<{status: number | null; lines: number; peak: number}> {
    const peak = join(haproxy.folder, 'peak')
    const child = spawn(process.execPath, ['--require', haproxy.file('peak.cjs'), program, ...args, '-s', haproxy.socket], {
      env: environment({PEAK: peak}),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let lines = 0
    child.stdout.on('data', (bytes: Buffer) => {
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1
    })
    const [status] = (await once(child, 'close')) as [number | null]
    return {status, lines, peak: Number(readFileSync(peak, 'utf8')) * 1024}
  }

  test('is synced, shown, and compared with less than 200 MB', {timeout: 120_000}, async () => {
    const sync = await measured('map', 'sync', map, '-q')
    expect(sync).toMatchObject({status: 0, lines: 0})
    expect(await haproxy.header('big.map')).toMatchObject({entryCount: entries})
    const show = await measured('map', 'show', map, '-o', 'plain')
    expect(show).toMatchObject({status: 0, lines: entries})
    const alike = await measured('map', 'diff', map)
    expect(alike.status).toBe(0)
    const some = await measured('map', 'diff', haproxy.file('some.map'), '--map', map, '-o', 'plain')
    expect(some).toMatchObject({status: 6, lines: entries / 1000})
    const foreign = await measured('map', 'diff', haproxy.file('foreign.map'), '--map', map, '-o', 'plain')
    expect(foreign).toMatchObject({status: 6, lines: 2 * entries})
    const peaks = {sync: sync.peak, show: show.peak, alike: alike.peak, some: some.peak, foreign: foreign.peak}
    const megabytes = Object.fromEntries(Object.entries(peaks).map(([name, bytes]) => [name, Math.round(bytes / megabyte)]))
    expect(
      Object.entries(megabytes).filter(([, size]) => size >= 200),
      JSON.stringify(megabytes),
    ).toEqual([])
  })

  test('is guarded by an exact count of what would change, with less than 200 MB', {timeout: 120_000}, async () => {
    expect((await measured('map', 'sync', map, '-q')).status).toBe(0)
    // one more than are remembered, from the last to the first: one is new, 20 have another value
    const turned = (index: number): number => entries - index
    writeMap(haproxy.file('turned.map'), entries + 1, (index) => {
      const n = turned(index)
      return `/customers/${n} backend-${n % 100_000 === 1 ? 'other' : n % 7}\n`
    })
    const guarded = (...more: string[]) => ['map', 'sync', haproxy.file('turned.map'), '--map', map, '--dry-run', '--exit-code', ...more]
    const {status, peak} = await measured(...guarded('--max-change', '21', '-q'))
    expect(status).toBe(6)
    expect(peak / megabyte).toBeLessThan(200)
    const refused = await hactl([...guarded('--max-change', '0.001%', '--strategy', 'replace', '-o', 'json'), '-s', haproxy.socket])
    expect(refused.status).toBe(2)
    expect(errorIn(refused)).toMatchObject({code: 'too-much-change', message: expect.stringContaining('1 added, 20 changed, 0 removed')})
  })

  test('is saved, backed up, and compared with its file with less than 200 MB', {timeout: 180_000}, async () => {
    const [backup, saved, foreign] = [haproxy.file('backup.map'), haproxy.file('saved.map'), haproxy.file('foreign.map')]
    const peaks: Record<string, number> = {}
    const run = async (name: string, expected: number, ...args: string[]): Promise<void> => {
      const {status, peak} = await measured(...args)
      expect([name, status]).toEqual([name, expected])
      peaks[name] = Math.round(peak / megabyte)
    }
    await run('alike', 0, 'map', 'diff', '--file', map)
    const before = readFileSync(map)
    await run('sync', 0, 'map', 'sync', foreign, '--map', map, '--save', '--backup', backup, '-q')
    expect(readFileSync(backup).equals(before)).toBe(true)
    expect(readFileSync(map).equals(readFileSync(foreign))).toBe(true)
    await run('up to date', 0, 'map', 'sync', foreign, '--map', map, '--save', '-q')
    await run('save', 0, 'map', 'save', map, '--to', saved, '-q')
    expect(readFileSync(saved).equals(readFileSync(foreign))).toBe(true)
    await run('dry run', 0, 'map', 'save', map, '--to', backup, '--dry-run', '-q')
    writeFileSync(map, before)
    await run('differs', 6, 'map', 'diff', '--file', map, '-o', 'plain')
    expect(
      Object.entries(peaks).filter(([, size]) => size >= 200),
      JSON.stringify(peaks),
    ).toEqual([])
  })
})

describe('a reader that leaves', () => {
  const pipe = (haproxy: LabHaproxy, command: string): Promise<{stdout: string; stderr: string; statuses: string}> => {
    const script = `set -o pipefail; hactl() { ${process.execPath} ${program} "$@" -s ${haproxy.socket}; }; ${command}; echo "\${PIPESTATUS[*]}" >&3`
    const child = spawn('bash', ['-c', script], {env: environment(), stdio: ['ignore', 'pipe', 'pipe', 'pipe']})
    const heard = ['', '', '']
    for (const index of [1, 2, 3]) child.stdio[index]?.on('data', (bytes: Buffer) => (heard[index - 1] += String(bytes)))
    return once(child, 'close').then(() => ({stdout: heard[0] ?? '', stderr: heard[1] ?? '', statuses: heard[2]?.trim() ?? ''}))
  }

  test.each(['table', 'json', 'yaml', 'csv', 'plain'])('ends `map show -o %s` of 200,000 entries quietly, with 0', async (form) => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': ''}})
    writeMap(haproxy.file('big.map'), 200_000)
    await haproxy.reload()
    const {stdout, stderr, statuses} = await pipe(haproxy, `hactl map show ${haproxy.file('big.map')} -o ${form} | head -1`)
    expect({lines: stdout.split('\n').length, stderr, statuses}).toEqual({lines: 2, stderr: '', statuses: '0 0'})
    expect(haproxy.alive()).toBe(true)
  })

  test('ends a diff and exec the same way', async () => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': ''}})
    writeMap(haproxy.file('big.map'), 200_000)
    const map = haproxy.file('big.map')
    expect(await pipe(haproxy, `hactl map diff ${map} | head -1`)).toEqual({stdout: expect.stringMatching(/^\+ [^\n]*\n$/), stderr: '', statuses: '0 0'})
    await haproxy.reload()
    expect(await pipe(haproxy, `hactl exec 'show map ${map}' | head -1`)).toEqual({stdout: expect.stringMatching(/^0x[^\n]*\n$/), stderr: '', statuses: '0 0'})
  })
})

test('a sync goes on when nobody hears its talk', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'big.map': 'a 1\n'}, files: {'new.map': 'a 2\n'}})
  const args = ['map', 'sync', haproxy.file('new.map'), '--map', haproxy.file('big.map'), '-s', haproxy.socket, '--debug']
  const child = spawn(process.execPath, [program, ...args], {env: environment(), stdio: ['ignore', 'ignore', 'pipe']})
  child.stderr.destroy()
  expect(await once(child, 'close')).toEqual([0, null])
  expect(await haproxy.dump('big.map')).toEqual([['a', '2']])
})
