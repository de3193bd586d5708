import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {anyFile} from '../maps/arbitrary.ts'
import {bytes} from '../maps/support.ts'
import {loadedPatterns, patternsIn} from './support.ts'

/** Each rule of the loader, once. */
const rules: Record<string, Buffer> = {
  'comments.acl': bytes('# comment\n#comment\n #no comment\n\t# no comment either\npattern # no comment\n#\n# x\ry z\n'),
  'blanks.acl': bytes('  one two  three \t\n\tone\t\ttwo\t \none   \n \n\t\n\none\nlast line'),
  'returns.acl': bytes('one two\r\none\r\n\r\none two\rrest\none\rrest rest\n  \r one two\none \r\n'),
  'marks.acl': bytes('"a b" "c d"\n\\a\\ b \\;c\n; ;\n<< <<\na <<END\nEND x\n@1 @2\n0x1234 5\n+ +\n> >\n'),
  'bytes.acl': bytes('caf\u00c3\u00a9 \u00e2\u0082\u00ac\nlatin\u00e9 \u00ff\u00fe\n\u0080 \u0081\n\u0001 \u0002\n\v \f\n'),
  'again.acl': bytes('a 1\nb\na 1\na\na\nb\n'),
}

const samples = Object.fromEntries(fc.sample(anyFile, {numRuns: 40, seed: 42}).map((file, index) => [`random-${index}.acl`, bytes(file)]))

describe.each(lab.versions)('the file loader of HAProxy %s', (version) => {
  test('makes of an ACL file what the model of its rules says: a pattern is a line to its end', async () => {
    const acls = {...rules, ...samples}
    await using haproxy = await lab.start(version, {acls})
    for (const [name, content] of Object.entries(acls)) expect(await patternsIn(haproxy, name), name).toEqual(loadedPatterns(content))
  })

  test('keeps the blanks behind a pattern, where a number has none', async () => {
    await expect(lab.start(version, {acls: {'number.acl': {content: '10 \n', match: 'int'}}})).rejects.toThrow("'10 ' is not a number")
  })
})
