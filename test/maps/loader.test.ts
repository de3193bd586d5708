import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {anyFile} from './arbitrary.ts'
import {loaded} from './loader.ts'
import {bytes, sync} from './support.ts'

/** Each rule of the loader, once. */
const rules: Record<string, Buffer> = {
  'comments.map': bytes('# comment\n#comment\n #no comment\n\t# no comment either\nkey # a value\n#\n# x\ry z\n'),
  'blanks.map': bytes('  key  value with  blanks \t\n\tkey\t\tvalue\t \nkey   \n \n\t\n\nkey\nlast line'),
  'returns.map': bytes('key value\r\nkey\r\n\r\nkey value\rrest\nkey\rrest rest\n  \r key value\nkey \r\n'),
  'marks.map': bytes('"a b" "c d"\n\\a\\ b \\;c\n; ;\n<< <<\na <<END\nEND x\n@1 @2\n0x1234 5\n+ +\n> >\n'),
  'bytes.map': bytes('caf\u00c3\u00a9 \u00e2\u0082\u00ac\nlatin\u00e9 \u00ff\u00fe\n\u0080 \u0081\n\u0001 \u0002\n\v \f\n'),
  'again.map': bytes('a 1\nb 2\na 3\na 1\nb\n'),
  'long.map': bytes(`a ${'x'.repeat(8000)}\n${'k'.repeat(8000)} y\nb ${' z'.repeat(4000)}\n`),
}

const samples = Object.fromEntries(fc.sample(anyFile, {numRuns: 40, seed: 42}).map((file, index) => [`random-${index}.map`, bytes(file)]))

describe.each(lab.versions)('the file loader of HAProxy %s', (version) => {
  test('makes of a file what the model of its rules says', async () => {
    const files = {...rules, ...samples}
    await using haproxy = await lab.start(version, {maps: files})
    for (const [name, file] of Object.entries(files)) expect([name, await haproxy.dump(name)]).toEqual([name, loaded(file)])
  })
})

describe.each(lab.since('2.4'))('a file synced into a running HAProxy %s', (version) => {
  test('is what that HAProxy loads from the same file', async () => {
    const files = {...rules, ...samples}
    const names = Object.keys(files)
    const synced = Object.fromEntries(names.map((name) => [`synced-${name}`, 'something else\n']))
    await using haproxy = await lab.start(version, {maps: {...files, ...synced}})
    for (const [name, content] of Object.entries(files)) {
      await sync({haproxy, map: `synced-${name}`, content}, {strategy: 'replace', allowEmpty: true})
      expect([name, await haproxy.dump(`synced-${name}`)]).toEqual([name, await haproxy.dump(name)])
    }
  })
})
