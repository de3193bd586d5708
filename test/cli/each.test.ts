import {mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'

const maps = ['maps/a.map', 'maps/b.map', 'maps/c.map', 'maps/ip.map', 'maps/reg.map']

describe.each(lab.since('2.4'))('map sync --each onto HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeEach(async () => {
    haproxy = await lab.start(version, {
      maps: {
        'maps/a.map': '/a old\n',
        'maps/b.map': '/b old\n',
        'maps/c.map': '/c old\n',
        'maps/ip.map': {match: 'ip', content: '10.0.0.1 old\n'},
        'maps/reg.map': {match: 'reg', content: '^old x\n'},
      },
    })
  })
  afterEach(() => haproxy[Symbol.asyncDispose]())

  const write = (name: string, content: string | Uint8Array): void => writeFileSync(haproxy.file(name), content)
  const each = (...args: string[]) => hactl(['map', 'sync', '--each', ...args, '-s', haproxy.socket])
  const state = () => Promise.all(maps.map((name) => haproxy.header(name)))
  const content = () => Promise.all(maps.map(async (name) => (await haproxy.dump(name)).map((entry) => entry.join(' '))))

  test('brings each file of a directory to its own map: not hidden ones, not deeper, not others', async () => {
    write('maps/a.map', '/a new\n')
    write('maps/c.map', gzipSync('/c new\n/c2 new\n'))
    write('maps/.hidden.map', '/h 1\n')
    write('maps/readme.txt', 'no map\n')
    mkdirSync(haproxy.file('maps/deeper.map'))
    writeFileSync(join(haproxy.file('maps/deeper.map'), 'd.map'), '/d 1\n')
    const ended = await each(haproxy.file('maps'), '-o', 'json')
    expect(ended.status, ended.stderr).toBe(0)
    const rows = JSON.parse(ended.stdout) as unknown[]
    expect(rows).toHaveLength(5)
    expect(rows.slice(0, 3)).toMatchObject([
      {source: haproxy.file('maps/a.map'), map: haproxy.file('maps/a.map'), outcome: 'done', strategy: 'replace', changed: 1, verified: true, error: null},
      {map: haproxy.file('maps/b.map'), outcome: 'done', strategy: 'none', version: null, error: null},
      {map: haproxy.file('maps/c.map'), outcome: 'done', strategy: 'replace', entries: 2, added: 1, changed: 1},
    ])
    expect(await content()).toEqual([['/a new'], ['/b old'], ['/c new', '/c2 new'], ['10.0.0.1 old'], ['^old x']])
  })

  test('tells people in a line each, and all together', async () => {
    write('maps/b.map', '/b new\n')
    const ended = await each(haproxy.file('maps/b.map'), haproxy.file('maps/a.map'))
    expect(ended).toMatchObject({status: 0, stdout: ''})
    expect(ended.stderr.split('\n')).toEqual([
      expect.stringMatching(/^✓ \S+b\.map: 1 changed; /),
      expect.stringMatching(/^= \S+a\.map is up to date: /),
      '2 of 2 maps done',
      '',
    ])
  })

  test('--glob chooses other files, and a link is what it leads to', async () => {
    write('maps/x.a.map', '/x 1\n')
    symlinkSync('x.a.map', haproxy.file('maps/x.link'))
    expect(errorIn(await each(haproxy.file('maps'), '--glob', '*.none', '-o', 'json'))).toMatchObject({code: 'source-unreadable'})
    const ended = await each(haproxy.file('maps'), '--glob', '[bc].m?p', '-o', 'json', '--query', '[].map')
    expect(JSON.parse(ended.stdout)).toEqual([haproxy.file('maps/b.map'), haproxy.file('maps/c.map')])
    expect(errorIn(await each(haproxy.file('maps'), '--glob', 'x*', '-o', 'json'))).toMatchObject({code: 'map-unknown'})
  })

  test('with a link that leads nowhere ends with 2 and names it and its target, nothing sent for any, --skip-unknown or not', async () => {
    write('maps/a.map', '/a new\n')
    symlinkSync('nowhere', haproxy.file('maps/z.map'))
    const before = await state()
    for (const more of [[], ['--skip-unknown']]) {
      const dangling = await each(haproxy.file('maps'), ...more, '-o', 'json')
      expect({status: dangling.status, ...errorIn(dangling)}).toMatchObject({
        status: 2,
        code: 'source-unreadable',
        message: `could not read ${haproxy.file('maps/z.map')}: it is a link to nowhere, which is not there`,
      })
    }
    expect(await state()).toEqual(before)
  })

  const faults: [name: string, prepare: () => void, args: () => string[], code: string][] = [
    ['a bad key in the last of them', () => write('maps/ip.map', '10.0.0.1 x\n10.0.0.300 y\n'), () => [], 'key-invalid'],
    ['a file that no map stands for', () => write('maps/z.map', '/z 1\n'), () => [], 'map-unknown'],
    ['a file that is missing', () => {}, () => [haproxy.file('missing.map')], 'source-unreadable'],
    ['a damaged one', () => write('maps/c.map', gzipSync('/c new\n').subarray(0, -1)), () => [], 'source-corrupt'],
    ['an empty one', () => write('maps/c.map', '# nothing\n'), () => [], 'source-empty'],
    ['too few entries in one', () => write('maps/c.map', '/c 1\n/d 2\n'), () => ['--require-entries', '2'], 'too-few-entries'],
    ['too much change in one', () => write('maps/c.map', '/c new\n/d 2\n'), () => ['--max-change', '1'], 'too-much-change'],
    ['two files of one map', () => symlinkSync('a.map', haproxy.file('maps/a2.map')), () => [], 'map-twice'],
    ['standard input', () => {}, () => ['-'], 'usage'],
    ['one name for all', () => {}, () => ['--map', haproxy.file('maps/a.map')], 'usage'],
    ['one backup for all', () => {}, () => ['--backup', haproxy.file('backup')], 'file-unusable'],
  ]
  test.each(faults)('with %s ends with 2, and nothing was sent for any', async (_, prepare, args, code) => {
    write('maps/a.map', '/a new\n')
    prepare()
    const before = await state()
    for (const strategy of ['auto', 'replace']) {
      const ended = await each(haproxy.file('maps'), ...args(), '--strategy', strategy, '-o', 'json')
      expect(ended.status, ended.stdout).toBe(2)
      expect(errorIn(ended).code).toBe(code)
    }
    expect(await state()).toEqual(before)
  })

  test('--skip-unknown leaves out what no map stands for, and says so', async () => {
    write('maps/a.map', '/a new\n')
    write('maps/z.map', '/z 1\n')
    const ended = await each(haproxy.file('maps'), '--skip-unknown')
    expect(ended.status).toBe(0)
    expect(ended.stderr).toMatch(/Warning: \S+z\.map is left out/)
    expect((await content())[0]).toEqual(['/a new'])
  })

  test('that succeeds in part ends with 5, tells each, and goes on behind the one that failed', async () => {
    write('maps/a.map', '/a new\n')
    write('maps/reg.map', '^fine x\n^(unclosed y\n')
    write('maps/c.map', '/c new\n')
    const paths = ['maps/a.map', 'maps/reg.map', 'maps/c.map'].map((name) => haproxy.file(name))
    const ended = await each(...paths, '-o', 'json')
    expect(ended.status).toBe(5)
    expect(JSON.parse(ended.stdout)).toMatchObject([
      {source: paths[0], outcome: 'done', strategy: 'replace', error: null, message: null},
      {source: paths[1], outcome: 'failed', strategy: null, error: 'entry-refused', message: expect.stringContaining(`${paths[1]}:2: `)},
      {source: paths[2], outcome: 'done', strategy: 'replace'},
    ])
    expect(await content()).toEqual([['/a new'], ['/b old'], ['/c new'], ['10.0.0.1 old'], ['^old x']])
    const again = await each(...paths)
    expect(again.status).toBe(5)
    expect(again.stderr).toMatch(/^✗ \S+reg\.map:2: HAProxy refuses/m)
    expect(again.stderr).toContain('2 of 3 maps done, 1 failed')
  })

  test('that fails in all of them ends with the status of the first', async () => {
    write('maps/reg.map', '^(unclosed y\n')
    expect((await each(haproxy.file('maps/reg.map'))).status).toBe(2)
    expect(await content()).toEqual([['/a old'], ['/b old'], ['/c old'], ['10.0.0.1 old'], ['^old x']])
  })

  test('keeps what each map held in a folder, a file of its name for each, and tells how to go back', async () => {
    write('maps/a.map', '/a new\n')
    write('maps/c.map', '/c new\n')
    const folder = haproxy.file('old')
    const paths = ['maps/a.map', 'maps/b.map', 'maps/c.map'].map((name) => haproxy.file(name))
    const refused = async (...args: string[]) => {
      const before = await state()
      const ended = await each(...args, '-o', 'json')
      expect(await state()).toEqual(before)
      return {status: ended.status, ...errorIn(ended)}
    }
    expect(await refused(...paths, '--backup', folder)).toMatchObject({
      status: 2,
      code: 'file-unusable',
      hint: expect.stringContaining('a folder that is there'),
    })
    expect(await refused(...paths, '--backup', paths[0] ?? '')).toMatchObject({status: 2, code: 'file-unusable', message: expect.stringContaining('no folder')})
    expect(await refused(...paths, '--backup', haproxy.file('maps'))).toMatchObject({
      status: 2,
      message: expect.stringContaining('it is a source of this sync'),
    })
    mkdirSync(folder)
    expect((await each(...paths, '--backup', folder, '--dry-run')).stdout).toContain(`would write the old content to ${join(folder, 'a.map')}`)
    expect(readdirSync(folder)).toEqual([])
    const ended = await each(...paths, '--backup', folder, '-o', 'json')
    expect(ended.status, ended.stdout).toBe(0)
    const rows = JSON.parse(ended.stdout) as {backup: string | null; undo: string | null; dryRun: boolean}[]
    expect(rows.map(({backup, dryRun}) => [backup, dryRun])).toEqual([
      [join(folder, 'a.map'), false],
      [null, false],
      [join(folder, 'c.map'), false],
    ])
    expect(readdirSync(folder).toSorted()).toEqual(['a.map', 'c.map'])
    expect(rows[1]?.undo).toBeNull()
    for (const undo of [rows[0]?.undo, rows[2]?.undo]) expect((await hactl(String(undo).split(' ').slice(1))).status, String(undo)).toBe(0)
    expect((await content()).slice(0, 3)).toEqual([['/a old'], ['/b old'], ['/c old']])
  })

  test('as a dry run shows the plan of each, and sends nothing', async () => {
    write('maps/a.map', '/a new\n')
    const before = await state()
    const ended = await each(haproxy.file('maps/a.map'), haproxy.file('maps/b.map'), '--dry-run', '--exit-code')
    expect(ended.status).toBe(6)
    expect(ended.stdout).toContain(`commit map @NEW ${haproxy.file('maps/a.map')}`)
    expect(ended.stdout).not.toContain(`commit map @NEW ${haproxy.file('maps/b.map')}`)
    const listed = await each(haproxy.file('maps/a.map'), haproxy.file('maps/b.map'), '--dry-run', '--exit-code', '-o', 'plain', '--fields', 'strategy')
    expect(listed).toMatchObject({status: 6, stdout: 'replace\nnone\n'})
    expect(await state()).toEqual(before)
  })
})

test('two maps of one name have no one folder for what they held', async () => {
  await using haproxy = await lab.start(lab.versions.at(-1) ?? '3.4', {maps: {'one/a.map': '/a old\n', 'two/a.map': '/a old\n'}})
  for (const name of ['one', 'two']) writeFileSync(haproxy.file(`${name}/a.map`), '/a new\n')
  mkdirSync(haproxy.file('old'))
  const ended = await hactl([
    'map',
    'sync',
    '--each',
    haproxy.file('one'),
    haproxy.file('two'),
    '--backup',
    haproxy.file('old'),
    '-s',
    haproxy.socket,
    '--json',
  ])
  expect({status: ended.status, ...errorIn(ended)}).toMatchObject({status: 2, code: 'file-unusable', message: expect.stringContaining('both ')})
  expect((await haproxy.header('one/a.map')).currVer).toBe(0)
})

test('what a map held is not written over the file of another one, or of an ACL', async () => {
  await using haproxy = await lab.start(lab.versions.at(-1) ?? '3.4', {
    maps: {'one/a.map': '/live of another\n', 'two/a.map': '/a old\n', 'two/b.acl': '/b old\n'},
    acls: {'lists/b.acl': 'live\n'},
  })
  mkdirSync(haproxy.file('linked'))
  symlinkSync(haproxy.file('one/a.map'), haproxy.file('linked/a.map'))
  for (const [name, folder, live] of [
    ['two/a.map', 'one', 'one/a.map'],
    ['two/a.map', 'linked', 'one/a.map'],
    ['two/b.acl', 'lists', 'lists/b.acl'],
  ] as const) {
    writeFileSync(haproxy.file(name), '/new\n')
    const before = readFileSync(haproxy.file(live), 'utf8')
    const ended = await hactl(['map', 'sync', '--each', haproxy.file(name), '--backup', haproxy.file(folder), '-s', haproxy.socket, '--json'])
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({status: 2, code: 'file-unusable', message: expect.stringContaining('HAProxy reads it')})
    expect(readFileSync(haproxy.file(live), 'utf8')).toBe(before)
    expect((await haproxy.header(name)).currVer).toBe(0)
  }
})

describe.each(lab.since('2.4'))('acl sync --each onto HAProxy %s', (version) => {
  test('brings each file of a directory, *.acl unless told otherwise, to its own ACL', async () => {
    await using haproxy = await lab.start(version, {acls: {'lists/a.acl': 'old one\n', 'lists/b.acl': 'same\n'}})
    writeFileSync(haproxy.file('lists/a.acl'), 'new one\nand two\n')
    writeFileSync(haproxy.file('lists/c.map'), '/no acl\n')
    const args = ['acl', 'sync', '--each', haproxy.file('lists'), '-s', haproxy.socket]
    const ended = await hactl([...args, '-o', 'json', '--fields', 'source,acl,outcome,strategy'])
    expect(ended.status, ended.stdout).toBe(0)
    expect(JSON.parse(ended.stdout)).toEqual([
      {source: haproxy.file('lists/a.acl'), acl: haproxy.file('lists/a.acl'), outcome: 'done', strategy: 'replace'},
      {source: haproxy.file('lists/b.acl'), acl: haproxy.file('lists/b.acl'), outcome: 'done', strategy: 'none'},
    ])
    expect((await haproxy.dump('lists/a.acl')).map((entry) => entry.join(' ').trim())).toEqual(['new one', 'and two'])
    expect((await hactl(args)).stderr).toContain('2 of 2 ACLs done')
    mkdirSync(haproxy.file('old'))
    writeFileSync(haproxy.file('lists/b.acl'), 'other\n')
    const kept = await hactl([...args, '--backup', haproxy.file('old'), '-o', 'plain', '--fields', 'acl,undo'])
    const back = `hactl acl sync ${haproxy.file('old/b.acl')} --acl ${haproxy.file('lists/b.acl')} -s ${haproxy.socket}`
    expect(kept.stdout).toContain(`${haproxy.file('lists/b.acl')}\t${back}\n`)
    expect(errorIn(await hactl([...args, '--acl', haproxy.file('lists/a.acl'), '-o', 'json'])).code).toBe('usage')
  })
})
