import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl, type RunOptions, syncOf} from './hactl.ts'

const newest = lab.versions.at(-1) ?? '3.4'
const content = '/a one\n/b two\n'
let haproxy: LabHaproxy
let map: string

beforeAll(async () => {
  haproxy = await lab.start(newest, {
    maps: {
      'big.map': content,
      'sub/big.map': content,
      'routes.map': content,
      'ip.map': {match: 'ip', content: '10.0.0.0/8 x\n'},
      'int.map': {match: 'int', content: '1 x\n'},
      'reg.map': {match: 'reg', content: '^a x\n'},
    },
    files: {
      'empty.map': '',
      'comments.map': '# only this\n\n   \n',
      'binary.map': Buffer.from([0x2f, 0x61, 0x20, 0x62, 0x0a, 0x00, 0x01, 0x0a]),
      'long.map': `/a one\n/b ${'x'.repeat(20_000)}\n`,
      'bad-ip.map': '10.0.0.1 x\n# fine so far\n10.0.0.300 y\n',
      'bad-int.map': '1 x\n2x y\n',
      'bad-reg.map': '^fine x\n^also fine\n\n^(unclosed y\n^behind z\n',
      'other.map': '/c three\n',
      'twice.map': '/a one\n/b two\n/a three\n',
      'locked.map': '/a locked\n',
    },
  })
  map = haproxy.file('big.map')
  mkdirSync(haproxy.file('folder'))
  chmodSync(haproxy.file('locked.map'), 0o000)
})
afterAll(() => haproxy[Symbol.asyncDispose]())

async function expectUntouched(): Promise<void> {
  expect(await haproxy.dump('big.map')).toEqual([
    ['/a', 'one'],
    ['/b', 'two'],
  ])
  expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 0, entryCount: 2})
}

const sync = (file: string, ...more: string[]): string[] => syncOf(haproxy, {file}, ...more)

describe('a bad source is refused with 2, by name, before anything is sent', () => {
  const cases: readonly [name: string, args: () => string[], code: string, message: RegExp, options?: RunOptions][] = [
    ['a file that is missing', () => sync('missing.map'), 'source-unreadable', /could not read .*missing\.map: there is no such file/],
    ['a directory', () => sync('folder'), 'source-unreadable', /folder: it is a directory/],
    ['a binary file', () => sync('binary.map'), 'source-binary', /binary\.map:2: a NUL byte/],
    ['an empty file', () => sync('empty.map'), 'source-empty', /empty\.map holds no entry/],
    ['a file of comments', () => sync('comments.map'), 'source-empty', /comments\.map holds no entry/],
    ['empty standard input', () => sync('-'), 'source-empty', /standard input holds no entry/, {input: ''}],
    ['a line over the buffer', () => sync('long.map'), 'entry-too-long', /long\.map:2: /],
    ['a bad address', () => syncOf(haproxy, {file: 'bad-ip.map', map: 'ip.map'}), 'key-invalid', /bad-ip\.map:3: .*10\.0\.0\.300/],
    ['a bad number', () => syncOf(haproxy, {file: 'bad-int.map', map: 'int.map'}), 'key-invalid', /bad-int\.map:2: .*2x/],
    ['a key that stands twice, where that is refused', () => sync('twice.map', '--on-duplicate', 'error'), 'key-duplicate', /twice\.map:3: .*\/a/],
    ['too few entries', () => sync('other.map', '--require-entries', '2'), 'too-few-entries', /1 entry, 2 are required/],
    ['too much change', () => sync('other.map', '--max-change', '30%'), 'too-much-change', /3 changes to the 2 entries/],
    ['too many changes', () => sync('other.map', '--max-change', '2'), 'too-much-change', /3 changes/],
  ]
  test.each(cases)('%s', async (_, args, code, message, options) => {
    const ended = await hactl([...args(), '-o', 'json'], options)
    expect(ended).toMatchObject({status: 2, stderr: ''})
    expect(errorIn(ended)).toMatchObject({code, message: expect.stringMatching(message)})
    await expectUntouched()
  })

  test('a file that this user may not read', async ({skip}) => {
    // root may read everything: then it is somebody else who tries, over TCP since the socket is not theirs
    const uid = process.getuid?.() === 0 ? 65_534 : undefined
    const mayRun = uid === undefined || (await hactl(['version', '--client'], {uid})).status === 0
    skip(!mayRun, 'we are root, and nobody else may read this clone')
    if (uid !== undefined) chmodSync(haproxy.folder, 0o755)
    const args = ['map', 'sync', haproxy.file('locked.map'), '--map', map, '-s', `tcp://${haproxy.tcpAddress}`, '-o', 'json']
    const ended = await hactl(args, uid === undefined ? {} : {uid})
    expect(ended.status, ended.stderr).toBe(2)
    expect(errorIn(ended)).toMatchObject({code: 'source-unreadable', message: expect.stringMatching(/locked\.map: this user may not read it/)})
    await expectUntouched()
  })

  test('an expression that HAProxy refuses is named with file and line, and its map is as it was', async () => {
    const ended = await hactl(syncOf(haproxy, {file: 'bad-reg.map', map: 'reg.map'}, '-o', 'json'))
    expect(ended.status).toBe(2)
    expect(errorIn(ended)).toMatchObject({code: 'entry-refused', message: expect.stringMatching(/bad-reg\.map:4: .*\^\(unclosed/)})
    expect(await haproxy.dump('reg.map')).toEqual([['^a', 'x']])
  })

  test('an empty source is taken with --allow-empty', async () => {
    const {status} = await hactl(syncOf(haproxy, {file: 'empty.map', map: 'sub/big.map'}, '--allow-empty'))
    expect(status).toBe(0)
    expect(await haproxy.dump('sub/big.map')).toEqual([])
  })
})

describe('a map that cannot be told', () => {
  test.each([
    ['that is unknown, with the nearest names', 'route.map', 'map-unknown', 'routes.map'],
    ['that merely has the same base name, which is offered and not taken', '/somewhere/else/routes.map', 'map-unknown', 'routes.map'],
    ['that is nothing like any, with the command that lists them', 'zzzzzzzzzzzz', 'map-unknown', 'hactl map list'],
    ['that has a number that is none', '#9999', 'map-unknown', 'hactl map list'],
  ])('%s', async (_, name, code, hint) => {
    for (const args of [
      ['map', 'sync', haproxy.file('other.map'), '--map', name],
      ['map', 'show', name],
      ['map', 'get', name, '/a'],
      ['map', 'set', name, '/a', 'x'],
      ['map', 'clear', name, '--yes'],
      ['map', 'prepare', name],
      ['map', 'diff', haproxy.file('other.map'), '--map', name],
    ]) {
      const ended = await hactl([...args, '-s', haproxy.socket, '-o', 'json'])
      expect({args, status: ended.status}).toEqual({args, status: 2})
      expect(errorIn(ended)).toMatchObject({code, hint: expect.stringContaining(hint)})
    }
    await expectUntouched()
  })

  test('a source whose base name several maps have: all of them are offered, none is taken', async () => {
    writeFileSync(haproxy.file('folder/big.map'), '/x y\n')
    const ended = await hactl(['map', 'sync', haproxy.file('folder/big.map'), '-s', haproxy.socket, '-o', 'json'])
    expect(ended.status).toBe(2)
    expect(errorIn(ended).hint).toContain(map)
    expect(errorIn(ended).hint).toContain(haproxy.file('sub/big.map'))
    await expectUntouched()
  })

  test('a key that is not there is 2', async () => {
    for (const args of [
      ['map', 'set', map, '/none', 'x'],
      ['map', 'del', map, '/none'],
      ['map', 'get', map, '/none'],
    ]) {
      const ended = await hactl([...args, '-s', haproxy.socket, '-o', 'json'])
      expect({args, status: ended.status}).toEqual({args, status: 2})
      expect(errorIn(ended)).toMatchObject({
        code: 'key-unknown',
        message: expect.stringMatching(/big\.map .*"\/none"/),
        hint: expect.stringContaining(`map show ${map}`),
      })
    }
  })

  test('a version that nobody prepared is 2', async () => {
    for (const args of [
      ['map', 'commit', map, '7'],
      ['map', 'load', map, '7', haproxy.file('other.map')],
      ['map', 'abort', map, '7'],
      ['map', 'abort', map, '7', '--by-replace'],
    ]) {
      const ended = await hactl([...args, '-s', haproxy.socket, '-o', 'json'])
      expect({args, status: ended.status}).toEqual({args, status: 2})
      expect(errorIn(ended).code).toBe('version-unknown')
    }
    await expectUntouched()
  })
})

describe('a command line that cannot be meant', () => {
  test.each<[string, () => string[], RegExp]>([
    ['two sockets', () => ['map', 'list', '-s', haproxy.socket, '-s', haproxy.sockets.user], /more than one target/],
    ['a flag with a slip', () => sync('other.map', '--dry-rum'), /dry-run/],
    ['a command with a slip', () => ['map', 'snyc', 'big.map'], /did you mean hactl map sync\?/],
    ['a command with a slip, alone', () => ['verison'], /did you mean hactl version\?/],
    ['no source', () => ['map', 'sync', '-s', haproxy.socket], /source/i],
    ['too many arguments', () => ['map', 'list', 'x', 'y', '-s', haproxy.socket], /^Error: unexpected argument "x"$/m],
    ['--exit-code without --dry-run', () => sync('other.map', '--exit-code'), /dry-run/],
    ['--wire without --dry-run', () => sync('other.map', '--wire'), /dry-run/],
    ['a strategy that is none', () => sync('other.map', '--strategy', 'fast'), /auto/],
    ['a duration without unit', () => sync('other.map', '--timeout', '10'), /500ms, 30s or 2m/],
    ['a limit that is none', () => sync('other.map', '--max-change', 'half'), /max-change/],
    ['a chunk size that is none', () => sync('other.map', '--chunk-size', '0'), /chunk-size/],
    ['a version that is no number', () => ['map', 'commit', map, 'seven', '-s', haproxy.socket], /seven|integer/i],
    ['-o and --json that differ', () => ['map', 'list', '-s', haproxy.socket, '--json', '-o', 'yaml'], /exclude each other/],
    ['an address that is none', () => ['map', 'list', '-s', 'http://localhost'], /no address/],
    ['a socket that begins with -', () => ['map', 'list', '--socket=-x'], /no address/],
  ])('%s', async (_, args, said) => {
    const {status, stdout, stderr} = await hactl(args())
    expect({status, said: `${stdout}${stderr}`}).toEqual({status: 2, said: expect.stringMatching(said)})
    await expectUntouched()
  })

  test('a dangerous act without a terminal asks for --yes', async () => {
    const {status, stderr} = await hactl(['map', 'clear', map, '-s', haproxy.socket])
    expect({status, stderr}).toEqual({status: 2, stderr: expect.stringMatching(/--yes/)})
    await expectUntouched()
  })
})
