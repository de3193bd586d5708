import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {countComments, loadedEntries} from '../../../src/maps/loaded-file.ts'
import {maps} from '../../../src/protocol/commands/map/reference.ts'
import {loaded} from '../loader.ts'
import {bytes, entriesIn} from '../support.ts'

/** Bytes that are read at once. */
const block = 256 << 10

test('a file is read as HAProxy loads it, and its comments are counted, wherever a block ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hactl-loaded-'))
  try {
    const file = join(folder, 'a.map')
    for (const [start, comments] of [
      ['# first\n', 3],
      ['key one\n', 2],
    ] as const) {
      for (const before of [block - 2, block - 1, block, block + 1]) {
        // the line feed before the second comment is the byte before, at and behind the end of a block
        const text = `${start}${`/a ${'x'.repeat(96)}\n`.repeat(5000)}`.slice(0, before - 1).concat('\n# second\n /b # no comment\n#')
        await writeFile(file, bytes(text))
        expect(await countComments(file)).toBe(comments)
        expect(await entriesIn(loadedEntries(file, maps))).toEqual(loaded(text))
      }
    }
  } finally {
    await rm(folder, {recursive: true})
  }
})

test('compressed it is what HAProxy makes of it, not what it was', async () => {
  const {gzipSync} = await import('node:zlib')
  const folder = await mkdtemp(join(tmpdir(), 'hactl-loaded-'))
  try {
    await writeFile(join(folder, 'a.map'), gzipSync('/a b\n'))
    expect(await entriesIn(loadedEntries(join(folder, 'a.map'), maps))).not.toContainEqual(['/a', 'b'])
  } finally {
    await rm(folder, {recursive: true})
  }
})
