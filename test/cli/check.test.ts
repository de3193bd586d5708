import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {errorIn, hactl, type RunOptions} from './hactl.ts'

const nowhere = {env: {HACTL_SOCKET: '/nonexistent/admin.sock'}}
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hactl-check-'))
})
afterAll(() => rmSync(folder, {recursive: true}))

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const check = (args: readonly string[], options: RunOptions = {}) => hactl(['map', 'check', ...args], {...nowhere, ...options})
const findings = async (args: readonly string[], options: RunOptions = {}) => {
  const ended = await check([...args, '-o', 'json'], options)
  return {status: ended.status, found: JSON.parse(ended.stdout) as unknown[]}
}

test('good files are found good without any HAProxy', async () => {
  const ip = file('good.map', '# comment\n10.0.0.0/8 x\n2001:db8::/32 y\n')
  expect(await check([ip, '--type', 'ip'])).toMatchObject({status: 0, stdout: '', stderr: '1 file, 2 entries: nothing found\n'})
  expect(await findings([ip, '-', '--type', 'ip'], {input: gzipSync('10.0.0.1 z\n')})).toEqual({status: 0, found: []})
})

test('every fault is named with its file and its line, in their order', async () => {
  const bad = file('bad.map', '10.0.0.1 x\n\n10.0.0.300 x\nhost x\n10.0.0.1 y\n10.0.0 z\n')
  const long = file('long.map', `10.0.0.1 ${'x'.repeat(2000)}\n#${'x'.repeat(3000)}\n`)
  const args = [bad, long, '--type', 'ip', '--on-duplicate', 'error', '--buffer-size', '2048']
  expect(await findings(args)).toEqual({
    status: 2,
    found: [
      {source: bad, line: 3, code: 'key-invalid', message: expect.stringContaining('"10.0.0.300"')},
      {source: bad, line: 4, code: 'key-invalid', message: expect.stringContaining('"host"')},
      {source: bad, line: 5, code: 'key-duplicate', message: expect.stringContaining('"10.0.0.1"')},
      {source: bad, line: 6, code: 'key-invalid', message: expect.stringContaining('"10.0.0"')},
      {source: long, line: 1, code: 'entry-too-long', message: expect.stringContaining('2010 bytes')},
      {source: long, line: 2, code: 'entry-too-long', message: expect.stringContaining('3001 bytes')},
    ],
  })
  const {status, stdout, stderr} = await check([...args, '--limit', '2'])
  expect({status, stderr}).toEqual({status: 2, stderr: '2 files, 6 entries: 6 found, 2 shown\n'})
  expect(stdout.split('\n')).toEqual([expect.stringContaining(`${bad}:3: the key "10.0.0.300" is`), expect.stringContaining(`${bad}:4: `), ''])
})

test('what is wrong with a whole file is a finding, and the others are checked all the same', async () => {
  const paths = [
    file('empty.map', '# nothing\n'),
    file('half.map', gzipSync('/a 1\n').subarray(0, -4)),
    file('binary.map', Buffer.from('/a 1\n/b \0\n')),
    join(folder, 'missing.map'),
    file('few.map', '/a 1\n'),
  ]
  const {status, found} = await findings([...paths, '--require-entries', '2'])
  expect(status).toBe(2)
  expect(found).toMatchObject([
    {source: paths[0], line: null, code: 'source-empty'},
    {source: paths[1], line: null, code: 'source-corrupt'},
    {source: paths[2], line: 2, code: 'source-binary'},
    {source: paths[3], line: null, code: 'source-unreadable'},
    {source: paths[4], line: null, code: 'too-few-entries'},
  ])
  expect(await findings([paths[0] ?? '', '--allow-empty'])).toEqual({status: 0, found: []})
})

test('a link in a directory that leads nowhere is a finding, and the other files are checked all the same', async () => {
  const maps = join(folder, 'links')
  mkdirSync(maps)
  writeFileSync(join(maps, 'a.map'), '/a 1\n')
  symlinkSync('nowhere', join(maps, 'm.map'))
  writeFileSync(join(maps, 'z.map'), '# nothing\n')
  expect(await findings([maps])).toEqual({
    status: 2,
    found: [
      {source: join(maps, 'm.map'), line: null, code: 'source-unreadable', message: expect.stringContaining('it is a link to nowhere, which is not there')},
      {source: join(maps, 'z.map'), line: null, code: 'source-empty', message: expect.any(String)},
    ],
  })
  expect((await check([maps])).stderr).toBe('3 files, 1 entry: 2 found\n')
})

test('a policy for keys that stand twice is followed before entries are counted', async () => {
  const twice = file('twice.map', '/a 1\n/a 2\n')
  for (const [policy, status] of [
    ['keep', 0],
    ['first', 2],
    ['last', 2],
    ['error', 2],
  ] as const) {
    const ended = await check([twice, '--on-duplicate', policy, '--require-entries', '2'])
    expect({policy, status: ended.status}).toEqual({policy, status})
  }
})

test('patterns of ACLs are read as patterns', async () => {
  const agents = file('agents.acl', 'Bad Bot/1.0\n# comment\nBad Bot/1.0\n')
  const ended = await hactl(['acl', 'check', agents, '--on-duplicate', 'error', '-o', 'json'], nowhere)
  expect(JSON.parse(ended.stdout)).toMatchObject([{source: agents, line: 3, code: 'key-duplicate', message: expect.stringContaining('Bad Bot/1.0')}])
})

describe.each(lab.since('2.4'))('what is found is what a sync into HAProxy %s refuses', (version) => {
  test.each([
    ['ip', '10.0.0.1 x\n10.1 y\n'],
    ['ip', '10.0.0.1 x\n10.0.0.0/33 y\n'],
    ['int', '1 x\n\n2x y\n'],
    ['int', '1:10 x\n9223372036854775808 y\n'],
    ['str', `/a x\n/b ${'y'.repeat(16_400)}\n`],
    ['str', `/a x\n#${'y'.repeat(16_400)}\n`],
  ] as const)('%s', async (match, content) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': {match, content: ''}}, files: {'new.map': content}})
    const args = [haproxy.file('new.map'), '-o', 'json']
    const refused = await hactl(['map', 'sync', ...args, '--map', haproxy.file('big.map'), '-s', haproxy.socket])
    const {code, message} = errorIn(refused)
    const {status, found} = await findings([haproxy.file('new.map'), '--type', match, '--name', haproxy.file('big.map')])
    expect(status).toBe(2)
    const [first] = found as {line: number; code: string; message: string}[]
    // before 2.9 no word ends a payload, and leaves 14 bytes more for it: a check is for every version
    const sentence = (text: string): string => text.replace(/has room for \d+$/, 'has less room')
    expect({code: first?.code, message: sentence(`${haproxy.file('new.map')}:${first?.line}: ${first?.message}`)}).toEqual({code, message: sentence(message)})
  })
})
