import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {addEntry, deleteEntry, lookUp, type RuntimeClient, setEntry} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {anyWord} from '../protocol/words.ts'
import {connect, failureOf, leavingAlone, runs} from './support.ts'

/** As people type it: characters, of which HAProxy sees UTF-8. */
const typed = anyWord.filter((word) => !/^#0x/i.test(word))
const onTheWire = (text: string): string => Buffer.from(text).toString('latin1')

describe.each(lab.versions)('one entry of HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  let client: RuntimeClient
  let map: string
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {
        'big.map': 'here 1\nhere 2\nother 3\n',
        'ip.map': {match: 'ip', content: '10.0.0.0/8 x\n'},
        'numbers.map': {match: 'reg', type: 'int', content: '.* 1\n^a 2\n'},
      },
    })
    client = await connect(haproxy)
    map = haproxy.file('big.map')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const seen = (key: string) => haproxy.lookup('big.map', onTheWire(key))

  test('is added, changed and deleted, whatever its key and values are', async () => {
    await fc.assert(
      fc.asyncProperty(typed, typed, typed, async (key, value, another) => {
        expect(await addEntry(client, map, key, value)).toMatchObject({map, key, changed: true})
        expect(await seen(key)).toBe(onTheWire(value))
        expect(await setEntry(client, map, key, another)).toMatchObject({changed: true, was: value})
        expect(await seen(key)).toBe(onTheWire(another))
        expect((await lookUp(client, map, key))[0]).toMatchObject({found: true, key, value: another})
        await deleteEntry(client, map, key)
        expect(await seen(key)).toBeUndefined()
      }),
      runs(25),
    )
  })

  test('that is there already is added behind it, and told of: the first one answers', async () => {
    const cautions: string[] = []
    await addEntry(client, map, 'other', 'second', {caution: (text) => cautions.push(text)})
    expect(cautions).toEqual([expect.stringMatching(/"other" is in .* already/)])
    expect(await seen('other')).toBe('3')
    await setEntry(client, map, 'other', 'both')
    expect((await haproxy.dump('big.map')).filter(([key]) => key === 'other')).toEqual([
      ['other', 'both'],
      ['other', 'both'],
    ])
  })

  test('is brought back by the command that is told, and where no command line could do that none is', async () => {
    const undone = async (wire: string): Promise<string | null> => {
      await haproxy.exchange(Buffer.from(`add map ${map} undone ${wire}\n`, 'latin1'))
      const {undo} = await setEntry(client, map, 'undone', 'new')
      await deleteEntry(client, map, 'undone')
      return undo
    }
    expect(await undone("it's\\ \u00C3\u00A9")).toBe(`hactl map set ${map} undone 'it'\\''s é' -s ${client.address.text}`)
    for (const wire of ['caf\u00E9', 'a\\\tb', '\u001B[2K']) expect(await undone(wire), wire).toBeNull()
  })

  test('that was not there goes again by the command that is told, of a map where a look tells that', async () => {
    const added = await addEntry(client, map, "it's new", 'x')
    expect(added).toMatchObject({changed: true, undo: `hactl map del ${map} 'it'\\''s new' -s ${client.address.text}`})
    await deleteEntry(client, map, "it's new")
    for (const key of ['here', '-dash', '#1']) expect(await addEntry(client, map, key, 'x'), key).toMatchObject({changed: true, undo: null})
    expect(await addEntry(client, haproxy.file('ip.map'), '192.0.2.0/24', 'x')).toMatchObject({changed: true, undo: null})
    expect(await deleteEntry(client, haproxy.file('ip.map'), '192.0.2.0/24')).toMatchObject({changed: true, undo: null})
    await deleteEntry(client, map, '-dash')
  })

  test('is left alone by a dry run, which tells the commands', async () => {
    const before = await haproxy.dump('big.map')
    const plans = [
      await addEntry(client, map, 'a b', 'c;d', {dryRun: true}),
      await setEntry(client, map, 'here', 'x', {dryRun: true}),
      await deleteEntry(client, map, 'here', {dryRun: true}),
    ]
    expect(plans.map(({dryRun, changed, undo}) => ({dryRun, changed, undo}))).toEqual(
      Array.from({length: 3}, () => ({dryRun: true, changed: false, undo: null})),
    )
    expect(plans.flatMap(({commands}) => commands)).toEqual([`add map ${map} a\\ b c\\;d`, `set map ${map} here x`, `del map ${map} here`])
    expect(await haproxy.dump('big.map')).toEqual(before)
  })

  test('takes no value that the map cannot hold, and says so, whatever HAProxy answers', async () => {
    const numbers = haproxy.file('numbers.map')
    for (const key of ['.*', '^a']) expect(await failureOf(setEntry(client, numbers, key, 'nonsense'))).toMatchObject({code: 'refused', exit: 1})
    expect(await haproxy.dump('numbers.map')).toEqual([
      ['.*', '1'],
      ['^a', '2'],
    ])
    // the first entry answers to all keys, the second to none
    for (const key of ['.*', '^a']) expect(await setEntry(client, numbers, key, '7')).toMatchObject({changed: true})
    expect(await haproxy.dump('numbers.map')).toEqual([
      ['.*', '7'],
      ['^a', '7'],
    ])
  })

  test('that is not there cannot be changed, deleted or found', async () => {
    for (const act of [() => setEntry(client, map, 'nosuch', 'x'), () => deleteEntry(client, map, 'nosuch'), () => lookUp(client, map, 'nosuch')]) {
      expect(await failureOf(act())).toMatchObject({code: 'key-unknown', exit: 2})
    }
    const hintOf = async (act: Promise<unknown>) => (await failureOf(act)).hint
    expect(await hintOf(setEntry(client, map, 'nosuch', 'x'))).toContain('hactl map add appends it')
    expect(await hintOf(deleteEntry(client, map, 'nosuch'))).not.toContain('map add')
  })

  test('that HAProxy cannot hold is refused, and the map stays as it is', async () => {
    expect(await failureOf(addEntry(client, map, 'x', ''))).toMatchObject({hint: expect.stringContaining('hactl map sync')})
    const refused: [act: () => Promise<unknown>, code: string, exit: number][] = [
      [() => addEntry(client, map, '', 'x'), 'word-invalid', 2],
      [() => addEntry(client, map, 'x', ''), 'word-invalid', 2],
      [() => setEntry(client, map, 'here', 'line\nfeed'), 'word-invalid', 2],
      [() => deleteEntry(client, map, '#0x55d0c0ffee'), 'key-is-address', 2],
      [() => addEntry(client, haproxy.file('ip.map'), 'localhost', 'x'), 'refused', 1],
      [() => addEntry(client, haproxy.file('nosuch.map'), 'x', 'y'), 'map-unknown', 2],
    ]
    for (const [act, code, exit] of refused) {
      const failure = await failureOf(version === '2.2' ? act() : leavingAlone(haproxy, 'big.map', act))
      expect(failure).toMatchObject({code, exit})
    }
    expect(await haproxy.dump('ip.map')).toEqual([['10.0.0.0/8', 'x']])
  })
})
