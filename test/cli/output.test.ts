import {spawnSync} from 'node:child_process'
import {parse as parseCsv} from 'csv-parse/sync'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {parse as parseYaml} from 'yaml'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {environment, hactl, program} from './hactl.ts'

const newest = lab.versions.at(-1) ?? '3.4'
let haproxy: LabHaproxy
let map: string

beforeAll(async () => {
  haproxy = await lab.start(newest, {
    maps: {'big.map': '/a old\n/b two  words; and \\ more\n/c caf\u00e9\n', 'bytes.map': Buffer.from('k \xff\xfe\n', 'latin1'), 'changing.map': 'k v\n'},
    files: {'new.map': '/a new\n/b two  words; and \\ more\n/d added\n', 'changing.map.new': 'k w\nl x\n'},
  })
  map = haproxy.file('big.map')
})
afterAll(() => haproxy[Symbol.asyncDispose]())

const run = (...args: string[]) => hactl([...args, '-s', haproxy.socket])

/** Every command that answers without changing anything, the status it ends with, and the keys of its JSON. */
const readers: readonly [name: string, args: () => string[], status: number, keys: string[]][] = [
  ['map list', () => ['map', 'list'], 0, ['id', 'file', 'entries', 'currentVersion', 'nextVersion', 'description']],
  ['map show', () => ['map', 'show', map], 0, ['key', 'value']],
  ['map get', () => ['map', 'get', map, '/b'], 0, ['value', 'key', 'type', 'caseSensitive', 'found', 'index', 'valueType']],
  ['map diff', () => ['map', 'diff', haproxy.file('new.map'), '--map', map], 6, ['change', 'key', 'was', 'value']],
]

type Scalar = string | number | boolean | null

const records = (parsed: unknown): Record<string, Scalar>[] => parsed as Record<string, Scalar>[]

describe.each(readers)('%s', (_, args, status, keys) => {
  test('answers with the same rows in json, yaml and csv, under the same names', async () => {
    const [json, yaml, csv] = await Promise.all((['json', 'yaml', 'csv'] as const).map((form) => run(...args(), '-o', form)))
    for (const ended of [json, yaml, csv]) expect({status: ended?.status, stderr: ended?.stderr}).toEqual({status, stderr: ''})
    const rows = records(JSON.parse(json?.stdout ?? ''))
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(Object.keys(row)).toEqual(keys)
    expect(parseYaml(yaml?.stdout ?? '')).toEqual(rows)
    const asText = rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === null ? '' : String(value)])))
    expect(parseCsv(csv?.stdout ?? '', {columns: true})).toEqual(asText)
  })

  test('prints plain as fields with tabs between, and a table with a heading', async () => {
    const [plain, table, bare, json] = await Promise.all([
      run(...args(), '-o', 'plain'),
      run(...args()),
      run(...args(), '--no-headers', '--fields', keys[0] ?? ''),
      run(...args(), '--json'),
    ])
    const rows = records(JSON.parse(json.stdout))
    expect(plain.stdout).toBe(
      rows
        .map(
          (row) =>
            `${Object.values(row)
              .map((value) => value ?? '')
              .join('\t')}\n`,
        )
        .join(''),
    )
    expect(table.status).toBe(status)
    expect(table.stdout).not.toContain('\u001B[')
    expect(bare.stdout.split('\n')).toHaveLength(rows.length + 1)
  })

  test('prints the fields that are named, and refuses others', async () => {
    const [some, other] = await Promise.all([run(...args(), '-o', 'json', '--fields', keys[1] ?? ''), run(...args(), '-o', 'json', '--fields', 'nonsense')])
    expect(records(JSON.parse(some.stdout)).map((row) => Object.keys(row))).toEqual(records(JSON.parse(some.stdout)).map(() => [keys[1]]))
    expect(other.status).toBe(2)
    expect(JSON.parse(other.stdout)).toMatchObject({error: {code: 'usage', hint: expect.stringContaining(keys[0] ?? '')}})
  })

  test('answers a query', async () => {
    const {stdout} = await run(...args(), '--query', 'length(@)')
    expect(Number(stdout)).toBeGreaterThan(0)
  })
})

describe('one thing', () => {
  test('version names client and HAProxy in every form', async () => {
    const [json, yaml, csv, plain, table] = await Promise.all((['json', 'yaml', 'csv', 'plain', 'table'] as const).map((form) => run('version', '-o', form)))
    const versions: unknown = JSON.parse(json?.stdout ?? '')
    expect(versions).toEqual({
      hactl: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      haproxy: {address: haproxy.socket, node: expect.any(String), pid: await haproxy.pid(), version: haproxy.full, level: 'admin', bufferSize: 16_384},
    })
    expect(parseYaml(yaml?.stdout ?? '')).toEqual(versions)
    expect(parseCsv(csv?.stdout ?? '', {columns: true})).toHaveLength(1)
    expect(plain?.stdout).toMatch(/^[^\n]+\n$/)
    expect(table?.stdout).toMatch(new RegExp(`^hactl .*\nHAProxy ${haproxy.full.replaceAll('.', '\\.')} .*level admin`))
  })

  test('an error in JSON drives no terminal either', async () => {
    const {status, stdout} = await run('map', 'get', haproxy.file('changing.map'), 'k\u009B2J\u007F', '-o', 'json')
    expect({status, stdout}).toMatchObject({status: 2, stdout: expect.not.stringMatching(/[\u007F-\u009F]/)})
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'key-unknown', message: expect.stringContaining('k\u009B2J\u007F')}})
  })

  test('version --client asks nobody', async () => {
    const {status, stdout} = await hactl(['version', '--client', '-o', 'json', '-s', '/nonexistent.sock'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual({hactl: expect.any(String), node: process.version, platform: process.platform, arch: process.arch})
  })

  test.each(['json', 'yaml', 'csv', 'plain', 'table'] as const)('set, add, del, prepare, load, commit, sync and clear answer in the form %s', async (form) => {
    const name = haproxy.file('changing.map')
    const acts = [
      ['map', 'set', name, 'k', `v ${form}`],
      ['map', 'add', name, `key-${form}`, 'added'],
      ['map', 'del', name, `key-${form}`],
      ['map', 'prepare', name],
    ]
    const parsers: Record<string, (text: string) => unknown> = {
      json: (text): unknown => JSON.parse(text),
      yaml: (text): unknown => parseYaml(text),
      csv: (text) => parseCsv(text, {columns: true}),
    }
    for (const act of acts) {
      const {status, stdout, stderr} = await run(...act, '-o', form)
      expect({act, status}).toEqual({act, status: 0})
      // for people it is talk, but for the version that was asked for
      if (form === 'table' && act[1] !== 'prepare')
        expect({act, stdout, stderr}).toEqual({act, stdout: '', stderr: expect.stringMatching(/^✓ .*\n(?: {2}undo: hactl map set .*\n)?$/)})
      else expect({answer: parsers[form]?.(stdout) ?? stdout, stderr}).toEqual({answer: expect.anything(), stderr: ''})
    }
    const version = String((await haproxy.header('changing.map')).nextVer)
    for (const act of [
      ['map', 'load', name, version, haproxy.file('changing.map.new')],
      ['map', 'commit', name, version],
      ['map', 'sync', haproxy.file('changing.map.new'), '--map', name],
      ['map', 'sync', haproxy.file('changing.map.new'), '--map', name, '--strategy', 'replace'],
      ['map', 'clear', name, '--yes'],
    ]) {
      const {status, stdout} = await run(...act, '-o', form)
      expect({act, status}).toEqual({act, status: 0})
      if (form !== 'table') expect(parsers[form]?.(stdout) ?? stdout).toBeTruthy()
    }
    expect(await haproxy.dump('changing.map')).toEqual([])
    await run('map', 'add', name, 'k', 'v')
  })
})

describe('bytes that are not UTF-8', () => {
  test('are keyBase64 and valueBase64 in JSON, and themselves in plain', async () => {
    const [json, plain] = await Promise.all([
      run('map', 'show', haproxy.file('bytes.map'), '-o', 'json'),
      run('map', 'show', haproxy.file('bytes.map'), '-o', 'plain'),
    ])
    expect(JSON.parse(json.stdout)).toEqual([{key: 'k', valueBase64: Buffer.from('\xff\xfe', 'latin1').toString('base64')}])
    expect(plain.bytes).toBe('k\t\xff\xfe\n')
  })
})

describe('colour', () => {
  test('is in a pipe only when it is asked for, and never with --no-color', async () => {
    const diff = ['map', 'diff', haproxy.file('new.map'), '--map', map, '-s', haproxy.socket]
    const [plain, forced, refused] = await Promise.all([
      hactl(diff),
      hactl(diff, {env: {FORCE_COLOR: '1'}}),
      hactl([...diff, '--no-color'], {env: {FORCE_COLOR: '1'}}),
    ])
    expect(plain.stdout).not.toContain('\u001B[')
    expect(forced.stdout).toContain('\u001B[31m- /c')
    expect(refused.stdout).toBe(plain.stdout)
  })
})

test('errors are JSON on stdout with -o json, and talk on stderr without', async () => {
  const [json, text] = await Promise.all([run('map', 'show', 'none.map', '-o', 'json'), run('map', 'show', 'none.map')])
  expect(json).toMatchObject({status: 2, stderr: ''})
  expect(JSON.parse(json.stdout)).toEqual({
    error: {code: 'map-unknown', message: expect.stringContaining('none.map'), hint: expect.any(String), target: haproxy.socket},
  })
  expect(text).toMatchObject({status: 2, stdout: '', stderr: expect.stringMatching(/^Error: .*none\.map/)})
})

test('what was printed as plain can be synced back, and is the same', async () => {
  const {bytes} = await run('map', 'show', map, '-o', 'plain')
  const {status, stdout} = await hactl(['map', 'sync', '-', '--map', map, '-o', 'json', '-s', haproxy.socket], {input: Buffer.from(bytes, 'latin1')})
  expect({status, strategy: (JSON.parse(stdout) as {strategy: string}).strategy}).toEqual({status: 0, strategy: 'none'})
})

test('map set tells what the value was, and the command that brings it back, which does', async () => {
  const {status, stderr} = await run('map', 'set', map, '/b', 'other')
  expect(status).toBe(0)
  expect(stderr).toContain(`changed "/b" in ${map}, which was "two  words; and \\\\ more"`)
  const [, undo = ''] = /^ {2}undo: (.*)$/m.exec(stderr) ?? []
  spawnSync('bash', ['-c', `hactl() { '${process.execPath}' '${program}' "$@"; }; ${undo}`], {env: environment()})
  expect((await haproxy.dump('big.map')).find(([key]) => key === '/b')).toEqual(['/b', 'two  words; and \\ more'])
  expect(JSON.parse((await run('map', 'set', map, '/b', 'two  words; and \\ more', '-o', 'json')).stdout)).toMatchObject({
    was: 'two  words; and \\ more',
    undo: null,
  })
})
