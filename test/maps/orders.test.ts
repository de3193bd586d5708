import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'
import {type Entry, linesOf, runs, sync} from './support.ts'

const some = 'a 1\nb 2\nc 3\nd 4\n'

const backwards = (lines: string): string => `${lines.trimEnd().split('\n').toReversed().join('\n')}\n`

/** A content, which is then given backwards, and whether traffic could see the difference. */
const orders: [what: string, map: string, content: string, strategy: 'none' | 'replace'][] = [
  ['str keys', 'str.map', some, 'none'],
  ['str keys of which one stands twice', 'str.map', `${some}a 5\n`, 'replace'],
  ['prefixes', 'beg.map', some, 'none'],
  ['expressions', 'reg.map', '^a 1\na$ 2\n', 'replace'],
  ['parts', 'sub.map', some, 'replace'],
  ['ends', 'end.map', some, 'replace'],
  ['directories', 'dir.map', some, 'replace'],
  ['domains', 'dom.map', some, 'replace'],
  ['networks', 'ip.map', '10.0.0.0/8 1\n10.1.0.0/16 2\n2001:db8::/32 3\n', 'none'],
  ['an address and the same as a network', 'ip.map', '10.0.0.1 1\n10.0.0.1/32 2\n', 'replace'],
  ['a network written in two ways', 'ip.map', '10.0.0.0/8 1\n10.9.9.9/255.0.0.0 2\n', 'replace'],
  ['an IPv6 address written in two ways', 'ip.map', '::1 1\n0:0::0:1 2\n', 'replace'],
  ['masks with holes', 'ip.map', '10.0.0.1/255.0.0.255 1\n10.0.0.0/8 2\n', 'replace'],
  ['numbers', 'int.map', '1 1\n2 2\n3 3\n', 'none'],
  ['a number written in two ways', 'int.map', '1 1\n01 2\n', 'replace'],
  ['ranges', 'int.map', '1:10 1\n5:20 2\n', 'replace'],
  ['the keys of a map that matches in two ways, one of which knows order', 'two.map', some, 'replace'],
  ['the keys of a map that is an ACL without regard to case too', 'case.map', some, 'replace'],
]

describe.each(lab.since('2.4'))('the order of entries, for HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    const matches = ['str', 'beg', 'end', 'sub', 'dir', 'dom', 'reg', 'ip', 'int'] as const
    const maps = Object.fromEntries(matches.map((match) => [`${match}.map`, {match, content: ''}]))
    haproxy = await lab.start(version, {
      maps: {...maps, 'two.map': '', 'case.map': ''},
      acls: {'case.map': {ignoreCase: true, content: ''}},
      frontendLines: ['http-request set-var(txn.other) src,map_sub({folder}/two.map)'],
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each(orders)('is a difference, or none: %s', async (_, map, content, strategy) => {
    await sync({haproxy, map, content}, {strategy: 'replace'})
    const report = await sync({haproxy, map, content: backwards(content)})
    expect(report).toMatchObject({strategy, added: 0, removed: 0})
    expect(await haproxy.dump(map)).toEqual(loaded(strategy === 'none' ? content : backwards(content)))
  })

  test('is called none only where it is none for whatever traffic asks', async () => {
    const octet = fc.integer({min: 0, max: 3})
    const masks = fc.constantFrom('', '/32', '/31', '/30', '/8', '/255.255.255.254', '/255.0.255.0', '/0')
    const networks = fc.uniqueArray(
      fc.tuple(octet, octet, octet, octet, masks).map(([a, b, c, d, mask]) => `${a}.${b}.${c}.${d}${mask}`),
      {minLength: 2, maxLength: 8},
    )
    const asked = fc.sample(fc.tuple(octet, octet, octet, octet), {numRuns: 30, seed: 1}).map((parts) => parts.join('.'))
    const answers = async (): Promise<(string | undefined)[]> => {
      const found: (string | undefined)[] = []
      for (const address of asked) found.push(await haproxy.lookup('ip.map', address))
      return found
    }
    await fc.assert(
      fc.asyncProperty(networks, async (keys) => {
        const rows = keys.map((key, index): Entry => [key, `v${index}`])
        await sync({haproxy, map: 'ip.map', content: linesOf(rows)}, {strategy: 'replace'})
        const before = await answers()
        const other = linesOf(rows.toReversed())
        if ((await sync({haproxy, map: 'ip.map', content: other}, {dryRun: true})).strategy === 'replace') return
        await sync({haproxy, map: 'ip.map', content: other}, {strategy: 'replace'})
        expect(await answers()).toEqual(before)
      }),
      runs(15),
    )
  })
})
