import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {diffMap} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {contents, fileOf, keysOf, put, sorted} from './patch.ts'
import {bytes, connect, type Entry, failureOf, leavingAlone, linesOf, numbered, patience, runs, sourceOf, sync} from './support.ts'

/** Which of these two lists stands where is not looked at: the counts by sets, written apart from src/. */
function countsOf(old: readonly Entry[], fresh: readonly Entry[]): {added: number; changed: number; removed: number} {
  const [before, after] = [new Map(old), new Map(fresh)]
  return {
    added: [...after.keys()].filter((key) => !before.has(key)).length,
    changed: [...after].filter(([key, value]) => before.has(key) && before.get(key) !== value).length,
    removed: [...before.keys()].filter((key) => !after.has(key)).length,
  }
}

describe.each(lab.versions)('a patch on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    const maps = Object.fromEntries((['str', 'beg', 'ip', 'int'] as const).map((match) => [`${match}.map`, {match, content: ''}]))
    haproxy = await lab.start(version, {
      maps: {
        ...maps,
        'reg.map': {match: 'reg', content: ''},
        'lower.map': {match: 'str', content: '', converter: 'lower'},
        'numbers.map': {content: 'a 1\n', type: 'int'},
      },
      acls: {'case.acl': {content: 'a\n', ignoreCase: true}},
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const patch = (map: string, content: string | Uint8Array, options = {}) => sync({haproxy, map, content}, {strategy: 'patch', allowEmpty: true, ...options})

  test.each(['str', 'beg', 'ip', 'int'] as const)(
    'of a map that matches by %s makes it equal to any file, order aside',
    async (match) => {
      const map = `${match}.map`
      await fc.assert(
        fc.asyncProperty(contents(keysOf[match]), async ({old, fresh}) => {
          await put(haproxy, map, old)
          const report = await patch(map, fileOf(fresh))
          expect(sorted(await haproxy.dump(map))).toEqual(sorted(fresh))
          expect(report.verified).toBe(true)
          if (new Map(old).size === old.length) expect(report).toMatchObject(countsOf(old, fresh))
          // a network is no sample
          for (const [key, value] of fresh.filter(([name]) => match !== 'ip' || !name.includes('/')).slice(0, 5))
            expect(await haproxy.lookup(map, key)).toBe(value)
          await using source = await sourceOf(fileOf(fresh))
          const {difference, lines} = await diffMap(await connect(haproxy), source, {map: haproxy.file(map)})
          expect(difference).toMatchObject({same: true, added: 0, changed: 0, removed: 0})
          for await (const batch of lines) expect(batch).toEqual([])
          expect(await patch(map, fileOf(fresh))).toMatchObject({strategy: 'none', chunks: 0, verified: true})
        }),
        runs(25),
      )
    },
    4 * patience,
  )

  test('reports what it did', async () => {
    await put(haproxy, 'str.map', [
      ['same', '1'],
      ['changed', 'old'],
      ['gone', '1'],
    ])
    const report = await patch('str.map', 'new 1\nnewer 2\nchanged new\nsame 1\n')
    expect(report).toMatchObject({strategy: 'patch', entries: 4, added: 2, changed: 1, removed: 1, version: null, chunks: 3, verify: 'full', verified: true})
    expect(Object.keys(report.phases)).toEqual(['plan', 'patch', 'verify'])
    expect(await patch('str.map', 'same 1\n', {verify: 'count'})).toMatchObject({removed: 3, verified: true})
    expect(await patch('str.map', 'same 2\n', {verify: 'none'})).toMatchObject({changed: 1, verified: false})
    expect(await haproxy.dump('str.map')).toEqual([['same', '2']])
  })

  test('takes away what stands several times', async () => {
    await put(haproxy, 'str.map', [
      ['twice', 'old'],
      ['gone', '1'],
      ['twice', 'new'],
      ['gone', '2'],
      ['gone', '3'],
    ])
    expect(await patch('str.map', 'twice new\n')).toMatchObject({strategy: 'patch', verified: true})
    expect(await haproxy.dump('str.map')).toEqual([['twice', 'new']])
    expect(await haproxy.lookup('str.map', 'twice')).toBe('new')
  })

  test.each(['ip.map', 'int.map'])('takes another spelling of a key of %s for another entry', async (map) => {
    const [one, other] = map === 'ip.map' ? ['10.0.0.1', '10.0.0.1/32'] : ['7', '07']
    await put(haproxy, map, [[one, 'old']])
    expect(await patch(map, `${other} new\n`)).toMatchObject({added: 1, changed: 0, removed: 1, verified: true})
    expect(await haproxy.dump(map)).toEqual([[other, 'new']])
    expect(await haproxy.lookup(map, one)).toBe('new')
  })

  describe('is refused, and sends nothing,', () => {
    const refused = async (map: string, old: readonly Entry[], content: string | Uint8Array, options = {}) => {
      await put(haproxy, map, old)
      return leavingAlone(haproxy, map, () => failureOf(patch(map, content, options)))
    }

    test('where the match type tries one entry after the other', async () => {
      expect(await refused('reg.map', [['^a', '1']], '^b 1\n')).toMatchObject({code: 'patch-unsafe', exit: 2, message: expect.stringMatching(/matches by reg/)})
    })

    test('where case does not count', async () => {
      await using other = await lab.start(version, {
        maps: {'both.map': 'a 1\n'},
        acls: {'both.map': {content: '', ignoreCase: true}},
      })
      const failure = await failureOf(sync({haproxy: other, map: 'both.map', content: 'a 2\n'}, {strategy: 'patch'}))
      expect(failure).toMatchObject({code: 'patch-unsafe', exit: 2, message: expect.stringMatching(/case/)})
      expect(await other.dump('both.map')).toEqual([['a', '1']])
    })

    test.each([
      ['str.map', 'b 1\n# a comment\na 1\nb 2\n', /:4: the key "b" stands in the file before/],
      ['ip.map', '10.0.0.1 1\n10.0.0.0/8 1\n10.0.0.1/32 2\n', /:3: the key "10.0.0.1\/32" stands in the file before, or another spelling/],
      ['ip.map', '10.0.0.1 1\n10.0.0.0/255.0.255.0 1\n', /:2: the key "10.0.0.0\/255.0.255.0" is a range or an odd mask/],
      ['int.map', '1 1\n1:10 1\n', /:2: the key "1:10" is a range/],
    ])('where the keys of %s in the file need their order', async (map, content, message) => {
      expect(await refused(map, [['1', '1']].slice(map === 'ip.map' ? 1 : 0) as Entry[], content)).toMatchObject({
        code: 'patch-unsafe',
        exit: 2,
        message: expect.stringMatching(message),
      })
    })

    test('but not where all stands as in the file already', async () => {
      await put(haproxy, 'reg.map', [
        ['^a', '1'],
        ['^a', '2'],
      ])
      expect(await patch('reg.map', '^a 1\n^a 2\n')).toMatchObject({strategy: 'none', added: 0, changed: 0, removed: 0})
      await put(haproxy, 'int.map', [
        ['1:10', '1'],
        ['5', '2'],
      ])
      expect(await patch('int.map', '1:10 1\n5 2\n')).toMatchObject({strategy: 'none'})
      // in another order it is not the same
      expect(await failureOf(patch('int.map', '5 2\n1:10 1\n'))).toMatchObject({code: 'patch-unsafe'})
    })

    test('and not where keys that need their order only go', async () => {
      await put(haproxy, 'int.map', [
        ['1:10', '1'],
        ['5', '2'],
      ])
      expect(await patch('int.map', '5 3\n')).toMatchObject({changed: 1, removed: 1, verified: true})
      expect(await haproxy.dump('int.map')).toEqual([['5', '3']])
    })

    test('for what no command line can carry, with its line', async () => {
      const old: Entry[] = [['a', '1']]
      expect(await refused('str.map', old, 'b 1\n\na\n')).toMatchObject({
        code: 'word-invalid',
        exit: 2,
        message: expect.stringMatching(/^new\.map:3: .*empty word/),
      })
      expect(await refused('str.map', old, 'b 1\nkeyonly\na 1\n')).toMatchObject({code: 'word-invalid', message: expect.stringMatching(/^new\.map:2: /)})
      expect(await refused('str.map', [['#0xa', '1']], ' #0xa 2\n')).toMatchObject({code: 'key-is-address', message: expect.stringMatching(/^new\.map:1: /)})
      expect(await refused('str.map', [['#0xa', '1']], 'a 2\n')).toMatchObject({
        code: 'key-is-address',
        message: expect.stringMatching(/str\.map holds the key "#0xa"/),
      })
      // each of these bytes is escaped, so the line would have twice as many
      expect(await refused('str.map', old, `a 1\nlong ${'\\'.repeat(9000)}\n`)).toMatchObject({
        code: 'entry-too-long',
        exit: 2,
        message: expect.stringMatching(/^new\.map:2: /),
      })
      // what is there and stays needs no command
      await put(haproxy, 'str.map', [
        ['empty', ''],
        ['a', '1'],
      ])
      expect(await patch('str.map', 'empty\na 2\n')).toMatchObject({changed: 1, verified: true})
    })

    test('where a running key has a blank, which a dump does not tell', async () => {
      await put(haproxy, 'str.map', [])
      expect(String(await haproxy.exchange(`add map ${haproxy.file('str.map')} a\\ b c`))).toBe('\n')
      const failure = await leavingAlone(haproxy, 'str.map', () => failureOf(patch('str.map', 'a 1\n')))
      expect(failure).toMatchObject({code: 'patch-unsafe', exit: 2, message: expect.stringMatching(/"a b c".*blank/)})
    })

    test('by the guards, which count exactly', async () => {
      const old = Array.from({length: 10}, (_, n): Entry => [`key${n}`, 'old'])
      const content = numbered(10, (n) => `key${n + 1} ${n < 2 ? 'new' : 'old'}`)
      expect(await refused('str.map', old, content, {maxChange: {entries: 3}})).toMatchObject({
        code: 'too-much-change',
        message: expect.stringMatching(/^4 changes.*1 added, 2 changed, 1 removed$/),
      })
      expect(await refused('str.map', old, content, {requireEntries: 11})).toMatchObject({code: 'too-few-entries'})
      expect(await refused('str.map', old, '', {allowEmpty: false})).toMatchObject({code: 'source-empty'})
      expect(await patch('str.map', content, {maxChange: {percent: 40}})).toMatchObject({added: 1, changed: 2, removed: 1})
    })
  })

  test('where HAProxy refuses the first change, nothing was changed', async () => {
    // `entry_cnt` goes down by one with each refusal (pattern.c), so only the entries are looked at
    const failure = await failureOf(patch('numbers.map', 'a 1\nb number\n'))
    expect(await haproxy.dump('numbers.map')).toEqual([['a', '1']])
    expect(failure).toMatchObject({code: 'entry-refused', exit: 2, message: expect.stringMatching(/at `add map \S+ b number`/)})
  })

  test('where HAProxy refuses a later one: part is done, 5, and the rest comes with the right file', async () => {
    await put(haproxy, 'numbers.map', [['a', '1']])
    const failure = await failureOf(patch('numbers.map', 'a 2\nb 3\nc number\nd 4\n'))
    expect(failure).toMatchObject({
      code: 'patch-incomplete',
      exit: 5,
      message: expect.stringMatching(/stopped at `add map \S+ c number`: 3 of 4 commands are done/),
    })
    expect(sorted(await haproxy.dump('numbers.map'))).toEqual(
      sorted([
        ['a', '2'],
        ['b', '3'],
        ['d', '4'],
      ]),
    )
    expect(await patch('numbers.map', 'a 2\nb 3\nc 5\nd 4\n')).toMatchObject({added: 1, changed: 0, verified: true})
  })

  test('never takes a value for set that the map cannot hold', async () => {
    await put(haproxy, 'numbers.map', [['a', '1']])
    const failure = await failureOf(patch('numbers.map', 'a number\n'))
    // before 3.0 HAProxy acknowledges it
    const told =
      Number(version) < 3
        ? {code: 'patch-incomplete', exit: 5, message: expect.stringMatching(/1 with other values, 0 too many; .* none that this map can hold/)}
        : {code: 'entry-refused', exit: 2}
    expect(failure).toMatchObject(told)
    expect(await haproxy.dump('numbers.map')).toEqual([['a', '1']])
  })

  test('of bytes that are no UTF-8', async () => {
    await put(haproxy, 'str.map', [['\u00ff\u0001', '\u0080']])
    expect(await patch('str.map', bytes('\u00ff\u0001 \u00fe;\\\u00e9\n'))).toMatchObject({changed: 1, verified: true})
    expect(await haproxy.dump('str.map')).toEqual([['\u00ff\u0001', '\u00fe;\\\u00e9']])
  })

  test('of an empty map fills it, and of a full one empties it', async () => {
    await put(haproxy, 'str.map', [])
    const content = linesOf(Array.from({length: 1500}, (_, n) => [`key${n}`, `value ${n}`] as const))
    expect(await patch('str.map', content)).toMatchObject({added: 1500, verified: true})
    expect((await haproxy.dump('str.map')).length).toBe(1500)
    expect(await patch('str.map', '')).toMatchObject({removed: 1500, verified: true})
    expect(await haproxy.dump('str.map')).toEqual([])
  })
})

test('auto never patches', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'str.map': numbered(1000, (n) => `key${n} old`)}})
  const content = numbered(1000, (n) => `key${n} ${n === 500 ? 'new' : 'old'}`)
  expect(await sync({haproxy, map: 'str.map', content})).toMatchObject({strategy: 'replace', changed: 1, version: 1})
})

describe.each(lab.versions.filter((version) => Number(version) < 2.9))('HAProxy %s, where each change walks over all entries,', (version) => {
  test('takes changes x entries up to 10 million', async () => {
    await using haproxy = await lab.start(version, {maps: {'str.map': numbered(20_000, (n) => `key${n} old`)}})
    const changed = (count: number): string => numbered(20_000, (n) => `key${n} ${n < count ? 'new' : 'old'}`)
    const failure = await leavingAlone(haproxy, 'str.map', () => failureOf(sync({haproxy, map: 'str.map', content: changed(501)}, {strategy: 'patch'})))
    expect(failure).toMatchObject({code: 'patch-unsafe', exit: 2, message: expect.stringMatching(/501 changes of the 20,000 entries/)})
    expect(await sync({haproxy, map: 'str.map', content: changed(500)}, {strategy: 'patch'})).toMatchObject({changed: 500, verified: true})
    // additions walk over nothing that is not there
    await put(haproxy, 'str.map', [])
    expect(await sync({haproxy, map: 'str.map', content: changed(500)}, {strategy: 'patch'})).toMatchObject({added: 20_000, verified: true})
  })
})

describe.each(lab.since('2.9'))('HAProxy %s, where a change is fast,', (version) => {
  test('takes more of them than can be compared in one reading', async () => {
    const entries = 130_000
    await using haproxy = await lab.start(version, {maps: {'str.map': numbered(entries, (n) => `key${n} old${n}`)}})
    const content = numbered(entries, (n) => `key${(n * 7919) % entries} ${n % 2 === 0 ? 'new' : `old${(n * 7919) % entries}`}`)
    const report = await sync({haproxy, map: 'str.map', content: `${content}one more\n`}, {strategy: 'patch'})
    expect(report).toMatchObject({strategy: 'patch', added: 1, changed: entries / 2, removed: 0, verified: true})
    expect(sorted(await haproxy.dump('str.map'))).toEqual(
      sorted([
        ...content
          .trimEnd()
          .split('\n')
          .map((line) => line.split(' ') as Entry),
        ['one', 'more'],
      ]),
    )
  }, 120_000)
})
