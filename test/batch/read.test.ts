import {Readable} from 'node:stream'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {answersByGrammar} from '../../src/batch/answers.ts'
import {type Limits, longestCommand, readBatch} from '../../src/batch/read.ts'
import {isSimple} from '../../src/batch/simple.ts'
import {dialectOf} from '../../src/protocol/dialect.ts'
import {parseVersion} from '../../src/protocol/version.ts'

const limitsOf = (text: string): Limits => ({dialect: dialectOf(parseVersion(text) ?? {major: 0, minor: 0, patch: 0, text}), bufferSize: 16_384})

async function read(pieces: Iterable<Uint8Array>, version = '3.2.26') {
  const lines = []
  for await (const some of readBatch(pieces, limitsOf(version))) lines.push(...some)
  return lines
}

const lineOf = fc.constantFrom(
  'show info',
  'set map m a b',
  '# comment',
  '',
  'add map m <<',
  'add map m <<END',
  'END',
  'k v',
  'a;b;;c',
  'a\\;b;c',
  'show info\r',
  'quit;x',
)

test('a batch means the same in one piece and byte by byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lineOf, {maxLength: 12}), fc.boolean(), async (lines, ended) => {
      const bytes = Buffer.from(`${lines.join('\n')}${ended ? '\n' : ''}`)
      const result = (pieces: Uint8Array[]) => read(pieces).catch((error: Error) => error.message)
      expect(await result([...bytes].map((byte) => Buffer.of(byte)))).toEqual(await result([bytes]))
    }),
  )
})

test('what is simple at a look has no line that cannot be sent', async () => {
  const anyText = fc.array(fc.oneof(lineOf, fc.constantFrom('show events buf0 -w', 'a\\\\', 'x\0', 'y'.repeat(90), 'set map m a b')), {maxLength: 8})
  const small: Limits = {...limitsOf('3.2.26'), bufferSize: 180}
  await fc.assert(
    fc.asyncProperty(anyText, fc.integer({min: 1, max: 200}), async (lines, size) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1')
      const pieces = async function* () {
        for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
      }
      if (!(await isSimple(pieces(), longestCommand(small)))) return
      for await (const some of readBatch(pieces(), small)) for (const {payload} of some) expect(payload).toBeUndefined()
    }),
  )
  expect(await isSimple(Readable.from([Buffer.from('set map m a b\nset map m c d')]), longestCommand(small))).toBe(true)
})

describe('which lines share a connection', () => {
  test.each([
    ['set map m a b', true, true],
    ['set map m a b;del acl m b', true, true],
    ['set server b/s weight 1', false, true],
    ['show map m', false, false],
    ['set map m a b;show info', false, false],
    ['set timeout cli 5', false, false],
    ['set severity-output number', false, false],
    ['set anon on', false, false],
    ['operator', false, false],
    ['wait 1s', false, false],
    ['del server b/s', false, false],
    ['expert-mode on;set map m a b', false, false],
    ['bogus', false, false],
  ])('%s: on 2.6 %s, on 3.2 %s', async (text, old, recent) => {
    const shared = async (version: string) => (await read([Buffer.from(text)], version))[0]?.shared
    expect([await shared('2.6.12'), await shared('3.2.26')]).toEqual([old, recent])
  })
})

describe('answers of a line are told apart by what each command may answer', () => {
  const peers = '0x1: [21/Nov] id=first\n\n0x2: [21/Nov] id=second\n\n'
  test.each([
    ['show peers;show info', `${peers}Name: HAProxy\nUptime: 1\n\n`, [peers.slice(0, -1), 'Name: HAProxy\nUptime: 1\n']],
    ['show info;show peers', `Name: HAProxy\n\n${peers}`, ['Name: HAProxy\n', peers.slice(0, -1)]],
    ['set map m a b;show peers;set map m a c', `\n${peers}\n`, ['', peers.slice(0, -1), '']],
    ['set map m a b;set map m a c', '\n[3]: entry not found.\n\n', ['', '[3]: entry not found.\n']],
    [
      'del server b/s;show info',
      '[3]: Only servers in maintenance mode can be deleted.\nName: HAProxy\n\n',
      ['[3]: Only servers in maintenance mode can be deleted.\n', 'Name: HAProxy\n'],
    ],
    [
      'del server b/s;set map m a b',
      '[3]: Only servers in maintenance mode can be deleted.\n\n',
      ['[3]: Only servers in maintenance mode can be deleted.\n', ''],
    ],
    ['show info;show stat', 'Name: HAProxy\n\n# pxname', ['Name: HAProxy\n']],
    ['show info;show stat', '', []],
  ])('%s', (line, wire, expected) => {
    expect(answersByGrammar(wire, line.split(';'), limitsOf('2.6.12').dialect)).toEqual(expected)
  })
})
