import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {maps} from '../../src/protocol/commands/map/reference.ts'
import {MapFileReader} from '../../src/protocol/map-file.ts'
import {anyFile} from '../maps/arbitrary.ts'
import {loaded} from '../maps/loader.ts'
import {linesIn, pairsOf} from './batches.ts'
import {cuts, latin1, places} from './pieces.ts'
import {runs} from './runs.ts'

function read(blocks: readonly Buffer[]) {
  const reader = new MapFileReader(maps)
  const batches = [...blocks.map((block) => reader.push(block)), reader.end()]
  return {entries: pairsOf(batches), lines: linesIn(batches), nul: reader.nulLine}
}

describe('a map file', () => {
  test('is read as HAProxy loads it, in one block, byte by byte, and cut anywhere', () => {
    fc.assert(
      fc.property(anyFile, places, (file, at) => {
        const bytes = latin1(file)
        for (const blocks of cuts(bytes, at)) expect(read(blocks).entries).toEqual(loaded(bytes))
      }),
      runs(100),
    )
  })

  test('has its lines counted as an editor counts them, in whatever blocks it comes', () => {
    fc.assert(
      fc.property(anyFile, places, (file, at) => {
        const numbered = file.split('\n').flatMap((line, index) => (loaded(latin1(line)).length > 0 ? [index + 1] : []))
        for (const blocks of cuts(latin1(file), at)) expect(read(blocks).lines).toEqual(numbered)
      }),
      runs(100),
    )
  })

  test('names the first line where a NUL would cut an entry, in whatever blocks it comes', () => {
    fc.assert(
      fc.property(anyFile, fc.constantFrom('key\0', '\0', 'key va\0lue', '\0key value', 'key value \0 more'), anyFile, places, (before, line, after, at) => {
        const head = before === '' || before.endsWith('\n') ? before : `${before}\n`
        for (const blocks of cuts(latin1(`${head}${line}\n${after}\0`), at)) expect(read(blocks).nul).toBe(head.split('\n').length)
      }),
      runs(50),
    )
  })

  test('may hold a NUL where HAProxy does not look: in a comment, behind the end of Windows', () => {
    for (const file of ['# a\0b\nkey value\n', 'key value\r\0\n']) {
      expect(read([latin1(file)])).toEqual({entries: [['key', 'value']], lines: [file.startsWith('#') ? 2 : 1], nul: undefined})
    }
  })

  test('may be empty, or end without a line feed', () => {
    expect(read([]).entries).toEqual([])
    expect(read([latin1('')]).entries).toEqual([])
    expect(read([latin1('a 1\nb 2')]).entries).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
  })
})
