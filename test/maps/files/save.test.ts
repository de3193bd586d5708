import {chmod, chown, link, mkdir, readdir, readFile, readlink, stat, symlink, writeFile} from 'node:fs/promises'
import {basename, dirname} from 'node:path'
import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {HactlError, saveMap} from '../../../src/index.ts'
import {type LabHaproxy, lab} from '../../haproxy/lab.ts'
import {anyWord} from '../../protocol/words.ts'
import {loaded} from '../loader.ts'
import {bytes, connect, type Entry, failureOf, leavingAlone, linesOf, patience, runs, stateOf, sync} from '../support.ts'

const escaped = (text: string): string => text.replaceAll(/[\s\\;<]/g, '\\$&')

/** What commands make of entries; HAProxy decides what that is. */
async function fill(haproxy: LabHaproxy, name: string, entries: readonly Entry[]): Promise<Entry[]> {
  for (const [key, value] of entries) await haproxy.exchange(bytes(`add map ${haproxy.file(name)} ${escaped(key)} ${escaped(value)}\n`))
  return haproxy.dump(name)
}

/** What a person would write: every rule of the loader that helps is used. */
const plainFile = (entries: readonly Entry[]): string => entries.map(([key, value]) => ` ${key} ${value}\n`).join('')

const word = fc.oneof({weight: 4, arbitrary: anyWord}, fc.constantFrom('#', '#x', 'a b', ' a', 'a ', 'a\tb', 'a\rb', 'a\nb', 'plain'))
const content = fc.array(fc.tuple(word, word), {maxLength: 4})

/** 2.2 ends a word at a line feed and drops a carriage return, escaped or not. */
const unsavable: [what: string, Entry, why: RegExp][] = [
  ['a line feed in its value', ['key', 'one\ntwo'], /its (?:value|key) holds a line feed/],
  ['a blank at the end of its value', ['key', 'value '], /its value ends with a blank/],
  ['a blank at the beginning of its value', ['key', ' value'], /its value begins with a blank/],
  ['a tab in its key', ['one\tkey', 'value'], /its key holds a blank/],
  ['a carriage return', ['key', 'value\rmore'], /holds a carriage return/],
]

describe.each(lab.versions)('a map of HAProxy %s', (version) => {
  test(
    'that was saved is loaded with the same content by a HAProxy that starts anew, whatever it holds',
    async () => {
      const seen = {saved: 0, refused: 0}
      await fc.assert(
        fc.asyncProperty(fc.array(content, {minLength: 30, maxLength: 30}), async (contents) => {
          const names = contents.map((_, index) => `${index}.map`)
          await using haproxy = await lab.start(version, {maps: Object.fromEntries(names.map((name) => [name, '']))})
          const client = await connect(haproxy)
          const saved: Record<string, Buffer> = {}
          const running: Record<string, Entry[]> = {}
          for (const [index, name] of names.entries()) {
            const entries = await fill(haproxy, name, contents[index] ?? [])
            const file = haproxy.file(`saved-${name}`)
            const outcome = await saveMap(client, haproxy.file(name), {to: file}).catch((error: unknown) => error)
            if (outcome instanceof HactlError) {
              expect(outcome).toMatchObject({code: 'entry-unsavable', exit: 2})
              expect(loaded(bytes(plainFile(entries)))).not.toEqual(entries)
              seen.refused += 1
              continue
            }
            expect(outcome).toMatchObject({map: haproxy.file(name), file, entries: entries.length, written: true})
            saved[name] = await readFile(file)
            running[name] = entries
            seen.saved += 1
          }
          await using fresh = await lab.start(version, {maps: saved})
          for (const name of Object.keys(saved)) expect([name, await fresh.dump(name)]).toEqual([name, running[name]])
        }),
        runs(3),
      )
      expect(seen.saved).toBeGreaterThan(0)
      expect(seen.refused).toBeGreaterThan(0)
    },
    4 * patience,
  )

  describe('', () => {
    let haproxy: LabHaproxy
    const start = 'a 1\nb 2\n'
    beforeAll(async () => {
      haproxy = await lab.start(version, {maps: {'big.map': start, 'odd.map': '', 'small.map': ''}, bufsize: 16_384})
    })
    afterAll(() => haproxy[Symbol.asyncDispose]())

    test.each(unsavable.filter(([, [, value]]) => version !== '2.2' || !/[\r\n]/.test(value)))(
      'with %s is not saved, and the entry is named',
      async (_, entry, why) => {
        const file = haproxy.file('odd-saved.map')
        await writeFile(file, 'as it was\n')
        await haproxy.exchange(`clear map ${haproxy.file('odd.map')}`)
        const entries = await fill(haproxy, 'odd.map', [['fine', '1'], entry])
        expect(entries).toContainEqual(entry)
        const error = await failureOf(saveMap(await connect(haproxy), haproxy.file('odd.map'), {to: file}))
        expect(error).toMatchObject({code: 'entry-unsavable', exit: 2})
        expect(error.message).toMatch(why)
        expect(error.message).toContain(JSON.stringify(entry.join(' ')))
        expect(await readFile(file, 'utf8')).toBe('as it was\n')
        expect((await readdir(haproxy.folder)).filter((name) => name.startsWith('.hactl'))).toEqual([])
      },
    )

    test('goes to the file that HAProxy reads, and a reload changes nothing', async () => {
      const map = haproxy.file('big.map')
      await fill(haproxy, 'big.map', [
        ['#hash', 'x'],
        ['c', 'three  words here'],
      ])
      const before = await haproxy.dump('big.map')
      const report = await leavingAlone(haproxy, 'big.map', async () => saveMap(await connect(haproxy), map))
      expect(report).toMatchObject({map, file: map, entries: 4, bytes: (await stat(map)).size, written: true, comments: 0})
      expect(loaded(await readFile(map))).toEqual(before)
      await haproxy.reload()
      expect(await haproxy.dump('big.map')).toEqual(before)
    })

    test('is not written again when its file holds it, so that comments stay; else they are counted and lost', async () => {
      const map = haproxy.file('big.map')
      const client = await connect(haproxy)
      const entries = await haproxy.dump('big.map')
      await writeFile(map, bytes(`# first\n\n${plainFile(entries)}# last\n#`))
      const {ino} = await stat(map)
      const cautions: string[] = []
      const caution = (text: string) => void cautions.push(text)
      expect(await saveMap(client, map, {caution})).toMatchObject({written: false, comments: 0, entries: entries.length})
      expect((await stat(map)).ino).toBe(ino)
      expect(cautions).toEqual([])
      await writeFile(map, bytes(`# first\n\nother entry\n# last\n#`))
      expect(await saveMap(client, map, {caution, dryRun: true})).toMatchObject({written: true, comments: 3})
      expect(await readFile(map, 'utf8')).toContain('other entry')
      expect(await saveMap(client, map, {caution})).toMatchObject({written: true, comments: 3})
      expect(loaded(await readFile(map))).toEqual(entries)
      expect(cautions).toEqual([expect.stringContaining('3 comments of'), expect.stringContaining('3 comments of')])
    })

    test('keeps mode, owner, and a symbolic link; only the file that it leads to is another', async () => {
      const map = haproxy.file('small.map')
      await fill(haproxy, 'small.map', [['k', 'v']])
      const folder = haproxy.file(`there-${version}`)
      await mkdir(folder)
      const real = `${folder}/real.map`
      await writeFile(real, 'old\n')
      await chmod(real, 0o640)
      const isRoot = process.getuid?.() === 0
      if (isRoot) await chown(real, 65_534, 65_533)
      await link(real, `${real}.kept`)
      await symlink(`there-${version}/real.map`, haproxy.file(`link-${version}.map`))
      const before = await stat(real)
      await saveMap(await connect(haproxy), map, {to: haproxy.file(`link-${version}.map`)})
      const after = await stat(real)
      expect(await readlink(haproxy.file(`link-${version}.map`))).toBe(`there-${version}/real.map`)
      expect(await readFile(real, 'utf8')).toBe('k v\n')
      expect(await readFile(`${real}.kept`, 'utf8')).toBe('old\n')
      expect({mode: after.mode, uid: after.uid, gid: after.gid}).toEqual({mode: before.mode, uid: before.uid, gid: before.gid})
      if (isRoot) expect({uid: after.uid, gid: after.gid}).toEqual({uid: 65_534, gid: 65_533})
      expect(after.ino).not.toBe(before.ino)
      expect(await readdir(folder)).toEqual(['real.map', 'real.map.kept'])
    })

    test('is not saved into what is no file: nothing is read, nothing written', async () => {
      const map = haproxy.file('small.map')
      const client = await connect(haproxy)
      await symlink('/nowhere/at.map', haproxy.file('dangling.map'))
      const before = await stateOf(haproxy, 'small.map')
      for (const [to, why] of [
        [haproxy.folder, /directory/],
        [haproxy.file('no/such/folder.map'), /is not there/],
        [haproxy.file('dangling.map'), /leads nowhere/],
        ['/dev/full', /no regular file/],
      ] as const) {
        const error = await failureOf(saveMap(client, map, {to}))
        expect(error).toMatchObject({code: 'file-unusable', exit: 2})
        expect(error.message).toMatch(why)
      }
      expect(await stateOf(haproxy, 'small.map')).toEqual(before)
    })

    test.runIf(version !== '2.2')('that was committed anew after it was read does not take the place of what its writer has saved', async () => {
      const map = haproxy.file('small.map')
      const file = haproxy.file('raced.map')
      let looks = 0
      const theirs = async (): Promise<void> => void (await sync({haproxy, map: 'small.map', content: '/theirs 1\n'}, {saveTo: file}))
      const {Relay} = await import('../relay.ts')
      // one to find the map, one after the dump
      await using relay = await Relay.before(haproxy, {before: (request) => (request.endsWith(';show map\n') && (looks += 1) === 3 ? theirs() : undefined)})
      const error = await failureOf(saveMap(await connect(relay), map, {to: file}))
      expect(error).toMatchObject({code: 'conflict', exit: 4})
      expect(await readFile(file, 'utf8')).toBe('/theirs 1\n')
      expect((await readdir(haproxy.folder)).filter((name) => name.startsWith('.hactl'))).toEqual([])
    })

    test('of entries that come and go is not saved, unless that is accepted', async () => {
      const map = haproxy.file('small.map')
      const file = haproxy.file('moving.map')
      let count = 0
      const meanwhile = async (): Promise<void> => void (await haproxy.exchange(`add map ${map} more${(count += 1)} x`))
      const {Relay} = await import('../relay.ts')
      await using relay = await Relay.before(haproxy, {before: (request) => (/;show map \S/.test(request) ? meanwhile() : undefined)})
      const error = await failureOf(saveMap(await connect(relay), map, {to: file}))
      // 2.2 does not count entries: there two dumps must be alike
      expect(error).toMatchObject({code: 'drift', exit: 4})
      expect(await readdir(dirname(file))).not.toContain(basename(file))
      const cautions: string[] = []
      await saveMap(await connect(relay), map, {to: file, acceptDrift: true, caution: (text) => void cautions.push(text)})
      expect(cautions).toEqual([expect.stringContaining('come and go')])
      expect(loaded(await readFile(file)).length).toBeGreaterThan(1)
    })
  })
})

test('a line that HAProxy would load in pieces is refused', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'big.map': ''}, bufsize: 16_384})
  const map = haproxy.file('big.map')
  const line = (length: number): string => `key ${'x'.repeat(length - 4)}`
  // longer than a file may hold, and short enough for a command
  await haproxy.exchange(`add map ${map} ${line(16_200)}`)
  const client = await connect(haproxy)
  await saveMap(client, map, {to: haproxy.file('fits.map')})
  expect(loaded(await readFile(haproxy.file('fits.map')))).toEqual(await haproxy.dump('big.map'))
  const small = Object.defineProperty(await connect(haproxy), 'bufferSize', {value: 16_200})
  expect(await failureOf(saveMap(small, map, {to: haproxy.file('not.map')}))).toMatchObject({code: 'entry-unsavable'})
  expect(linesOf(await haproxy.dump('big.map'))).toBe(`${line(16_200)}\n`)
})
