import {Readable} from 'node:stream'
import {gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {syncMap} from '../../src/index.ts'
import {concatenated} from '../../src/maps/concatenated.ts'
import {openSources} from '../../src/maps/open-source.ts'
import {lab} from '../haproxy/lab.ts'
import {anyFile} from './arbitrary.ts'
import {loaded} from './loader.ts'
import {bytes, connect, entriesIn, failureOf, leavingAlone, linesOf, runs, sourceOf} from './support.ts'

test('several sources are what cat makes of them, where each ends its last line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(anyFile, fc.boolean()), {minLength: 1, maxLength: 5}), async (files) => {
      const sources = await Promise.all(files.map(([file, zip]) => sourceOf(zip ? gzipSync(bytes(file)) : bytes(file))))
      await using all = concatenated(sources)
      const together = files.map(([file]) => (file === '' || file.endsWith('\n') ? file : `${file}\n`)).join('')
      expect(await entriesIn(all.entries())).toEqual(loaded(bytes(together)))
    }),
    runs(100),
  )
})

test('standard input stands among them once', async () => {
  await using haproxy = await lab.start(lab.versions.at(-1) ?? '3.4', {maps: {'a.map': '/a 1\n'}})
  const open = (...paths: string[]) => openSources(paths, {standardInput: Readable.from(['/in 1'])})
  expect(await failureOf(open('-', haproxy.file('a.map'), '-'))).toMatchObject({code: 'usage', exit: 2})
  await using all = concatenated(await open(haproxy.file('a.map'), '-', haproxy.file('a.map')))
  expect(await entriesIn(all.entries())).toEqual([
    ['/a', '1'],
    ['/in', '1'],
    ['/a', '1'],
  ])
  expect(all.name).toBe(`${haproxy.file('a.map')} + standard input + ${haproxy.file('a.map')}`)
  expect(await failureOf(open(haproxy.file('a.map'), haproxy.file('missing.map')))).toMatchObject({code: 'source-unreadable'})
})

describe.each(lab.since('2.4'))('several files as one map of HAProxy %s', (version) => {
  test('stand there in their order, compressed or not', async () => {
    await using haproxy = await lab.start(version, {
      maps: {'big.map': 'old 1\n'},
      files: {'1.map': '/b 1\n/a 2', '2.gz': gzipSync('/a 3\n'), '3.map': '# none\n/c 4\n'},
    })
    const paths = ['1.map', '2.gz', '3.map'].map((name) => haproxy.file(name))
    await using all = concatenated(await openSources(paths, {standardInput: Readable.from([])}))
    const client = await connect(haproxy)
    expect(await syncMap(client, all, {map: haproxy.file('big.map')})).toMatchObject({strategy: 'replace', entries: 4, source: paths.join(' + ')})
    const content = linesOf(await haproxy.dump('big.map'))
    expect(content).toBe('/b 1\n/a 2\n/a 3\n/c 4\n')
    // HAProxy's own loader reads the same of the files in one
    await using other = await lab.start(version, {maps: {'big.map': content}})
    expect(await other.dump('big.map')).toEqual(await haproxy.dump('big.map'))
  })

  test('are blamed by their own names and lines, whoever finds the fault', async () => {
    await using haproxy = await lab.start(version, {
      maps: {
        'ip.map': {match: 'ip', content: '10.0.0.1 x\n'},
        'reg.map': {match: 'reg', content: '^a x\n'},
        'empty.map': {match: 'reg', content: ''},
      },
      files: {
        'good.map': '10.0.0.1 x\n',
        'bad.map': '# first\n10.0.0.2 y\n10.0.0.300 z\n',
        'twice.map': '\n\n10.0.0.1 y\n',
        'long.map': `10.0.0.3 ${'x'.repeat(20_000)}\n`,
        'comment.map': `\n#${'x'.repeat(20_000)}\n`,
        'nul.map': Buffer.from('10.0.0.4 x\n10.0.0.5 \0\n'),
        'good.reg': '^fine x\n',
        'bad.reg': '\n^(unclosed y\n',
      },
    })
    const client = await connect(haproxy)
    const failing = async (map: string, names: string[], options: Parameters<typeof syncMap>[2] = {}) => {
      const paths = names.map((name) => haproxy.file(name))
      await using all = concatenated(await openSources(paths, {standardInput: Readable.from([])}))
      return await failureOf(syncMap(client, all, {map: haproxy.file(map), ...options}))
    }
    for (const strategy of ['auto', 'replace'] as const) {
      await leavingAlone(haproxy, 'ip.map', async () => {
        const blamed = async (name: string, options: Parameters<typeof syncMap>[2] = {}) =>
          (await failing('ip.map', ['good.map', name], {...options, strategy})).message
        expect(await blamed('bad.map')).toContain(`${haproxy.file('bad.map')}:3: `)
        expect(await blamed('long.map')).toContain(`${haproxy.file('long.map')}:1: `)
        expect(await blamed('comment.map')).toContain(`${haproxy.file('comment.map')}:2: `)
        expect(await blamed('nul.map')).toContain(`${haproxy.file('nul.map')}:2: `)
        expect(await blamed('twice.map', {onDuplicate: 'error'})).toContain(`${haproxy.file('twice.map')}:3: `)
      })
      const refused = await failing('reg.map', ['good.reg', 'good.reg', 'bad.reg'], {strategy})
      expect(refused).toMatchObject({code: 'entry-refused', exit: 2})
      expect(refused.message).toContain(`${haproxy.file('bad.reg')}:2: `)
      expect(await haproxy.dump('reg.map')).toEqual([['^a', 'x']])
      // into an empty map the first entry goes ahead: it may be the bad one
      expect((await failing('empty.map', ['bad.reg', 'good.reg'], {strategy})).message).toContain(`${haproxy.file('bad.reg')}:2: `)
    }
  })
})

describe.each(lab.since('2.4'))('damaged gzip before HAProxy %s', (version) => {
  test('sends nothing, whatever part of it is good', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': '/a old\n'}})
    const client = await connect(haproxy)
    const whole = gzipSync(Buffer.from('/a new\n'.repeat(30_000)), {level: 0})
    for (const strategy of ['auto', 'replace'] as const) {
      await using source = await sourceOf(whole.subarray(0, whole.length - 1))
      const failure = await leavingAlone(haproxy, 'big.map', () => failureOf(syncMap(client, source, {map: haproxy.file('big.map'), strategy})))
      expect(failure).toMatchObject({code: 'source-corrupt', exit: 2})
    }
  })
})
