import {describe, expect, test} from 'vitest'
import {HactlError} from '../../src/index.ts'
import {maps} from '../../src/protocol/commands/map/reference.ts'
import {referenceOf, showMaps} from '../../src/protocol/commands/map/show-maps.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {isOlder, type Recording, recorded} from './fixtures.ts'

function lists({answers}: Recording) {
  return answers.filter(({line}) => line === 'show map').map(({answer}) => showMaps.decode(splitReplies(answer, 1)[0] ?? replyOf('', false), maps))
}

const listOf = (...rows: string[]) => showMaps.decode(replyOf(`# id (file) description\n${rows.map((row) => `${row}\n`).join('')}`), maps)

describe.each(recorded)('the list of maps of HAProxy %s', (_, recording) => {
  const old = isOlder(recording, 2.4)

  test('names each, in the order of the configuration', () => {
    const [headers = []] = lists(recording)
    expect(headers.map(({file}) => file)).toEqual(
      ['str', 'beg', 'end', 'sub', 'dir', 'dom', 'reg', 'ip', 'int', 'number', 'address'].map((name) => `{}/${name}.map`),
    )
    expect(headers.map(({id}) => id)).toEqual([...headers.keys()])
    for (const {file, description} of headers) expect(description).toMatch(`pattern loaded from file '${file}' used by map at file '{}/h.cfg' line `)
  })

  test('tells versions and counts, where HAProxy knows them', () => {
    const [before = [], after = []] = lists(recording)
    const first = (headers: typeof before) => headers.slice(0, 2).map(({currentVersion, nextVersion, entryCount}) => [currentVersion, nextVersion, entryCount])
    const unknown = [undefined, undefined, undefined]
    // str.map has four entries and three uses; two were added after, and one version prepared
    expect(first(before)).toEqual(
      old
        ? [unknown, unknown]
        : [
            [0, 0, 12],
            [0, 0, 1],
          ],
    )
    expect(first(after)).toEqual(
      old
        ? [unknown, unknown]
        : [
            [0, 1, 18],
            [0, 0, 1],
          ],
    )
  })

  test('reads a count that has fallen below nothing, because HAProxy takes refused entries off', () => {
    const [, after = []] = lists(recording)
    const {entryCount} = after.find(({file}) => file === '{}/number.map') ?? {entryCount: undefined}
    expect(entryCount).toBe(old ? undefined : 0)
  })
})

describe('the list of maps', () => {
  test('reads numbers that HAProxy prints without a sign', () => {
    expect(
      listOf(
        "0 (/a.map) pattern loaded from file '/a.map' used by map at file 'h.cfg' line 1. curr_ver=4294967295 next_ver=4294967295 entry_cnt=18446744073709551614",
      ),
    ).toMatchObject([{currentVersion: 4294967295, entryCount: -2}])
  })

  test('may have a version without a count, as 2.4 prints it', () => {
    expect(listOf("0 (/a.map) pattern loaded from file '/a.map' used by map at file 'h.cfg' line 1. curr_ver=3 next_ver=4")).toMatchObject([
      {file: '/a.map', currentVersion: 3, nextVersion: 4, entryCount: undefined},
    ])
  })

  test('may be empty', () => {
    expect(listOf()).toEqual([])
  })

  test('reads names with brackets, blanks and quotes', () => {
    for (const file of ['/round (1) brackets.map', '/a) b.map', "/it's.map", '/curr_ver=1 next_ver=2.map', 'virt@name', 'opt@/a (b).map']) {
      const said = file.replace(/^opt@/, '')
      const [header] = listOf(`7 (${file}) pattern loaded from file '${said}' used by map at file 'h.cfg' line 1. curr_ver=1 next_ver=2 entry_cnt=3`)
      expect(header).toMatchObject({id: 7, file, currentVersion: 1, nextVersion: 2, entryCount: 3})
    }
  })

  test('knows maps without a name by their number only', () => {
    const [header] = listOf("-1 () acl 'path' file 'h.cfg' line 3. curr_ver=0 next_ver=0 entry_cnt=1")
    expect(header).toMatchObject({id: -1, file: ''})
    expect(header && referenceOf(maps, header).name).toBe('#-1')
  })

  test('that is none is refused', () => {
    for (const text of ['Permission denied\n', 'Unknown command: x\n', '', '# id (file) description\nnonsense\n'])
      expect(() => showMaps.decode(replyOf(text), maps)).toThrow(HactlError)
    expect(() => showMaps.decode(replyOf('# id (file) description\n', false), maps)).toThrow(HactlError)
  })
})
