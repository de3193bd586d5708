import {writeFile} from 'node:fs/promises'
import {describe, expect, test} from 'vitest'
import {errorIn, hactl} from '../cli/hactl.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {patternsIn} from './support.ts'

const content = 'one\ntwo words\n'

const start = (version: (typeof lab.versions)[number]): Promise<LabHaproxy> => lab.start(version, {acls: {'big.acl': content}, maps: {'other.map': 'a b\n'}})

/** `hactl acl VERB ACL …` on this HAProxy. */
const runner = (haproxy: LabHaproxy) => (verb: string, args: readonly string[], input?: string) =>
  hactl(['acl', verb, '-s', haproxy.socket, ...args], input === undefined ? {} : {input})

describe.each(lab.versions)('single patterns on HAProxy %s', (version) => {
  test('are listed, shown, matched, added and removed, whatever they hold', async () => {
    await using haproxy = await start(version)
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    const listed: unknown = JSON.parse((await run('list', ['-o', 'json'])).stdout)
    expect(listed).toContainEqual(expect.objectContaining({file: acl}))
    expect(listed).toContainEqual(expect.objectContaining({file: '', description: expect.stringMatching(/^acl 'path'/)}))
    expect(listed).not.toContainEqual(expect.objectContaining({file: haproxy.file('other.map')}))
    expect(await run('show', [acl, '-o', 'plain'])).toMatchObject({status: 0, stdout: content})
    expect(JSON.parse((await run('get', [acl, 'two words', '-o', 'json'])).stdout)).toEqual([
      {pattern: 'two words', type: 'str', caseSensitive: true, found: true, index: 'tree'},
    ])
    for (const pattern of ['a; b', 'back \\ slash', 'caf\u00e9 \u20ac', '<<', 'x <<END', '--', ' leading', 'trailing ']) {
      expect(JSON.parse((await run('add', ['-o', 'json', '--', acl, pattern])).stdout), pattern).toMatchObject({acl, pattern, changed: true})
      expect(await patternsIn(haproxy, 'big.acl'), pattern).toContain(Buffer.from(pattern).toString('latin1'))
      expect(await haproxy.matches('big.acl', Buffer.from(pattern).toString('latin1')), pattern).toBe(true)
      expect(await run('del', ['--', acl, pattern]), pattern).toMatchObject({status: 0, stdout: ''})
    }
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
  })

  test('that stand there several times go all at once, and one that is not there is an error', async () => {
    await using haproxy = await start(version)
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    expect(await run('add', [acl, 'one'])).toMatchObject({status: 0, stderr: expect.stringContaining('"one" is in')})
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words', 'one'])
    expect(await run('del', [acl, 'one'])).toMatchObject({status: 0})
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['two words'])
    const missed = await run('del', [acl, 'one', '-o', 'json'])
    expect({status: missed.status, ...errorIn(missed)}).toMatchObject({status: 2, code: 'key-unknown', hint: expect.stringContaining('hactl acl show')})
    expect(await run('get', [acl, 'nothing'])).toMatchObject({status: 2, stderr: expect.stringContaining(`hactl acl show ${acl}`)})
  })

  test('are told by a dry run and left as they are', async () => {
    await using haproxy = await start(version)
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    expect(await run('add', [acl, 'a b', '-n'])).toMatchObject({status: 0, stdout: `add acl ${acl} a\\ b\n`})
    expect(await run('del', [acl, 'two words', '-n'])).toMatchObject({status: 0, stdout: `del acl ${acl} two\\ words\n`})
    expect((await run('clear', [acl, '-n'])).stdout).toContain(` acl `)
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
  })

  test('are all gone after clear', async () => {
    await using haproxy = await start(version)
    expect(await runner(haproxy)('clear', [haproxy.file('big.acl'), '-y'])).toMatchObject({status: 0})
    expect(await patternsIn(haproxy, 'big.acl')).toEqual([])
    expect(await haproxy.matches('big.acl', 'one')).toBe(false)
  })
})

describe.each(lab.since('2.4'))('hactl acl on HAProxy %s', (version) => {
  test('sync brings an ACL to a file, in one summary, and says when there is nothing to do', async () => {
    await using haproxy = await start(version)
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    const file = haproxy.file('new.acl')
    await writeFile(file, '# the new ones\n  two words\nthree more \n;\\\n')
    const diff = await run('diff', [file, '--acl', acl, '-o', 'json'])
    expect({status: diff.status, lines: JSON.parse(diff.stdout) as unknown}).toEqual({
      status: 6,
      lines: [
        {change: 'removed', pattern: 'one'},
        {change: 'added', pattern: 'three more '},
        {change: 'added', pattern: ';\\'},
      ],
    })
    const dry = await run('sync', [file, '--acl', acl, '-n', '--wire'])
    expect(dry).toMatchObject({status: 0, stdout: expect.stringContaining(`add acl @NEW ${acl} two\\ words;add acl @NEW ${acl} three\\ more\\ ;`)})
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
    const report: unknown = JSON.parse((await run('sync', [file, '--acl', acl, '-o', 'json'])).stdout)
    expect(report).toMatchObject({acl, source: file, strategy: 'replace', entries: 3, added: 2, changed: 0, removed: 1, verified: true})
    expect(report).not.toHaveProperty('map')
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['two words', 'three more ', ';\\'])
    expect(await run('sync', [file, '--acl', acl])).toMatchObject({status: 0, stderr: expect.stringContaining('is up to date: 3 entries')})
    expect(await run('diff', [file, '--acl', acl])).toMatchObject({status: 0})
  })

  test('sync takes another order for no difference, for any way of matching', async () => {
    await using haproxy = await lab.start(version, {acls: {'big.acl': {content: 'one\ntwo words\nthree\n', match: 'sub'}}})
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    expect(await run('sync', ['-', '--acl', acl], 'three\ntwo words\none\n')).toMatchObject({status: 0, stderr: expect.stringContaining('is up to date')})
    expect(await run('diff', ['-', '--acl', acl, '--order'], 'three\ntwo words\none\n')).toMatchObject({status: 6})
  })

  test('prepare, load and commit are a transaction by hand', async () => {
    await using haproxy = await start(version)
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    expect(await run('prepare', [acl, '-o', 'plain', '--fields', 'version'])).toMatchObject({status: 0, stdout: '1\n'})
    expect(await run('load', [acl, '1', '-'], 'first one\n')).toMatchObject({status: 0, stderr: expect.stringContaining(`hactl acl commit ${acl} 1`)})
    expect(await run('load', [acl, '1', '-', '--session', 'prompt'], 'second\nthird one\n')).toMatchObject({status: 0})
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
    expect(await run('show', [acl, '--version', '1', '-o', 'plain'])).toMatchObject({stdout: 'first one\nsecond\nthird one\n'})
    expect(await run('commit', [acl, '1'])).toMatchObject({status: 0, stderr: expect.stringContaining('version 1 of')})
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['first one', 'second', 'third one'])
    expect(await haproxy.matches('big.acl', 'first one')).toBe(true)
  })

  test('abort gives a version up, by another commit where HAProxy itself cannot', async () => {
    await using haproxy = await start(version)
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    await run('prepare', [acl])
    await run('load', [acl, '1', '-'], 'first one\n')
    const given = await run('abort', [acl, '1', '-o', 'json'])
    if (Number(version) >= 3.4) {
      expect({status: given.status, ...errorIn(given)}).toMatchObject({
        status: 1,
        code: 'version-stays',
        hint: expect.stringContaining(`hactl acl abort ${acl} 1`),
      })
      expect(await run('abort', [acl, '1', '--by-replace'])).toMatchObject({status: 0})
    } else expect(given).toMatchObject({status: 0, stderr: ''})
    expect(await patternsIn(haproxy, 'big.acl', 1)).toEqual([])
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
  })

  test('sync writes old and new content to files that HAProxy loads as the same patterns', async () => {
    await using haproxy = await start(version)
    const [acl, run] = [haproxy.file('big.acl'), runner(haproxy)]
    const backup = haproxy.file('old.acl')
    const synced = await run('sync', ['-', '--acl', acl, '--save', '--backup', backup], ' #not a comment\nthree more \n')
    expect(synced).toMatchObject({status: 0, stderr: expect.stringContaining(`hactl acl sync ${backup} --acl ${acl}`)})
    expect(await run('diff', ['--file', acl])).toMatchObject({status: 0})
    await haproxy.reload()
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['#not a comment', 'three more '])
    expect(await run('sync', [backup, '--acl', acl])).toMatchObject({status: 0})
    expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
  })
})

test.runIf(lab.versions.includes('2.2'))('sync of an ACL on HAProxy 2.2 is refused, with what works there', async () => {
  await using haproxy = await start('2.2')
  const refused = await runner(haproxy)('sync', ['-', '--acl', haproxy.file('big.acl'), '-o', 'json'], 'new\n')
  expect({status: refused.status, ...errorIn(refused)}).toMatchObject({status: 1, code: 'unsupported', hint: expect.stringContaining('hactl acl add, del')})
  expect(await patternsIn(haproxy, 'big.acl')).toEqual(['one', 'two words'])
})
