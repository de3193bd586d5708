import {readFile, writeFile} from 'node:fs/promises'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {acls, HactlError, MapReference, saveMap} from '../../src/index.ts'
import {errorIn, hactl} from '../cli/hactl.ts'
import {lab} from '../haproxy/lab.ts'
import {bytes, connect, patience, runs} from '../maps/support.ts'
import {anyWord} from '../protocol/words.ts'
import {loadedPatterns, patternsIn} from './support.ts'

const escaped = (text: string): string => text.replaceAll(/[\s\\;<]/g, '\\$&')

const pattern = fc.oneof({weight: 4, arbitrary: anyWord}, fc.constantFrom('#', '#x y', 'a b', ' a', 'a ', 'a\tb', 'a\rb', 'a\nb', 'plain'))
const content = fc.array(pattern, {maxLength: 4})

describe.each(lab.versions)('an ACL of HAProxy %s', (version) => {
  test(
    'that was saved is loaded with the same patterns by a HAProxy that starts anew, whatever they hold',
    async () => {
      const seen = {saved: 0, refused: 0}
      await fc.assert(
        fc.asyncProperty(fc.array(content, {minLength: 30, maxLength: 30}), async (contents) => {
          const names = contents.map((_, index) => `${index}.acl`)
          await using haproxy = await lab.start(version, {acls: Object.fromEntries(names.map((name) => [name, '']))})
          const client = await connect(haproxy)
          const saved: Record<string, Buffer> = {}
          const running: Record<string, string[]> = {}
          for (const [index, name] of names.entries()) {
            for (const each of contents[index] ?? []) await haproxy.exchange(bytes(`add acl ${haproxy.file(name)} ${escaped(each)}\n`))
            const patterns = await patternsIn(haproxy, name)
            const to = haproxy.file(`saved-${name}`)
            const outcome = await saveMap(client, new MapReference(acls, haproxy.file(name)), {to}).catch((error: unknown) => error)
            if (outcome instanceof HactlError) {
              expect(outcome).toMatchObject({code: 'entry-unsavable', exit: 2})
              expect(loadedPatterns(bytes(patterns.map((each) => ` ${each}\n`).join('')))).not.toEqual(patterns)
              seen.refused += 1
              continue
            }
            expect(outcome).toMatchObject({entries: patterns.length, written: true})
            saved[name] = await readFile(to)
            running[name] = patterns
            seen.saved += 1
          }
          await using fresh = await lab.start(version, {acls: saved})
          for (const name of Object.keys(saved)) expect([name, await patternsIn(fresh, name)]).toEqual([name, running[name]])
        }),
        runs(2),
      )
      expect(seen.saved).toBeGreaterThan(0)
      expect(seen.refused).toBeGreaterThan(0)
    },
    4 * patience,
  )

  test('is saved to its own file, or to another, by hactl acl save', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': '# comment\none\n'}})
    const [acl, target] = [haproxy.file('big.acl'), ['-s', haproxy.socket]]
    await haproxy.exchange(`add acl ${acl} two\\ words`)
    expect(await hactl(['acl', 'diff', '--file', acl, ...target])).toMatchObject({status: 6})
    const {stdout, stderr} = await hactl(['acl', 'save', acl, '--json', ...target])
    expect(stderr).toContain('a comment of')
    expect(JSON.parse(stdout)).toMatchObject({acl, file: acl, entries: 2, written: true, comments: 1})
    expect(await readFile(acl, 'utf8')).toBe('one\ntwo words\n')
    expect(await hactl(['acl', 'diff', '--file', acl, ...target])).toMatchObject({status: 0})
    await writeFile(haproxy.file('other.acl'), '')
    expect(await hactl(['acl', 'save', acl, '--to', haproxy.file('other.acl'), ...target])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('2 entries saved'),
    })
    expect(await readFile(haproxy.file('other.acl'), 'utf8')).toBe('one\ntwo words\n')
    const both = await hactl(['acl', 'diff', '--file', acl, '--acl', acl, '--json', ...target])
    expect({status: both.status, code: errorIn(both).code}).toEqual({status: 2, code: 'usage'})
  })
})
