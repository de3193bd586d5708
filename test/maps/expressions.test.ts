import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {failureOf, numbered, sync} from './support.ts'

const bad = '^broken(['

/** Some 60 bytes an entry, so that 16 kB hold about 270. */
const expression = (index: number): string => `^/some/rather/long/path/of/number/${index}/[a-z]+$ value${index}`

/** A file of four chunks with one line that HAProxy refuses. */
const withBadLine = (line: number): string => numbered(1000, (index) => (index + 1 === line ? `${bad} value` : expression(index)))

describe.each(lab.since('2.4'))('what HAProxy %s refuses while it is loaded', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {
        'reg.map': {match: 'reg', content: '^old$ entry\n^older$ entry\n'},
        'number.map': {type: 'int', content: 'old 1\n'},
        'address.map': {type: 'ip', content: 'old 10.0.0.1\n'},
      },
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  describe.each(['oneshot', 'prompt'] as const)('in %s', (session) => {
    test.each([1, 2, 300, 700, 999, 1000])('is found at line %i of the file', async (line) => {
      const cautions: string[] = []
      const before = await haproxy.dump('reg.map')
      const failure = await failureOf(sync({haproxy, map: 'reg.map', content: withBadLine(line)}, {session, caution: (text) => cautions.push(text)}))
      expect(failure).toMatchObject({code: 'entry-refused', exit: 2})
      expect(failure.message).toMatch(new RegExp(`^new\\.map:${line}: .*\\^broken\\(\\[.* is invalid`))
      expect(await haproxy.dump('reg.map')).toEqual(before)
      expect(cautions).toEqual(version === '3.4' ? [expect.stringContaining('stays in HAProxy')] : [])
    })

    test('counts comments and blank lines of the file too', async () => {
      const content = `# a\n\n# b\n  \n^good$ value\n\n${bad} value\n`
      const failure = await failureOf(sync({haproxy, map: 'reg.map', content}, {session}))
      expect(failure.message).toMatch(/^new\.map:7: /)
    })

    test('may be a value too', async () => {
      const number = await failureOf(sync({haproxy, map: 'number.map', content: 'a 1\nb two\nc 3\n'}, {session}))
      expect({code: number.code, exit: number.exit, message: number.message}).toEqual({
        code: 'entry-refused',
        exit: 2,
        message: expect.stringMatching(/^new\.map:2: .*two/),
      })
      const address = await failureOf(sync({haproxy, map: 'address.map', content: 'a 10.0.0.1\nb 10.0.0\n'}, {session}))
      expect({code: address.code, exit: address.exit, message: address.message}).toEqual({
        code: 'entry-refused',
        exit: 2,
        message: expect.stringMatching(/^new\.map:2: /),
      })
      expect([await haproxy.dump('number.map'), await haproxy.dump('address.map')]).toEqual([[['old', '1']], [['old', '10.0.0.1']]])
    })
  })

  test('does not stand in the way of the next sync', async () => {
    await failureOf(sync({haproxy, map: 'reg.map', content: withBadLine(500)}))
    const report = await sync({haproxy, map: 'reg.map', content: numbered(1000, expression)})
    expect(report).toMatchObject({strategy: 'replace', entries: 1000, verified: true})
    expect(await haproxy.lookup('reg.map', '/some/rather/long/path/of/number/999/abc')).toBe('value999')
    expect((await haproxy.dump('reg.map')).length).toBe(1000)
  })
})
