import {Readable} from 'node:stream'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {answersBetween, answersByGrammar} from '../../src/batch/answers.ts'
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

test('every CR at the end of a line is left out', async () => {
  const lines = await read([Buffer.from('set map m a b\r\r\n\r\r\nadd map m <<\r\r\nk v\r\n\r\n')])
  expect(lines.map(({commands, payload}) => [...commands, payload?.toString()])).toEqual([
    ['set map m a b', undefined],
    ['add map m <<', 'k v\n\n'],
  ])
})

test.each(['quit;add map m <<', 'show info;prompt <<'])('%s: a payload whose command is not sent is refused', async (text) => {
  await expect(read([Buffer.from(`${text}\nk v\n\n`)])).rejects.toMatchObject({code: 'line-invalid', exit: 2, message: expect.stringMatching(/^line 1: /)})
})

test.each([
  'echo "set server b/s state maint" | socat stdio /run/admin.sock',
  "echo 'show info;show stat' |sudo socat - /x",
  'printf "show info\\n" | nc -U /x',
])('%s: a line of a script is for a shell', async (text) => {
  expect(await isSimple(Readable.from([Buffer.from(text)]), longestCommand(limitsOf('3.2.26')))).toBe(false)
  await expect(read([Buffer.from(`show info\n${text}\n`)])).rejects.toMatchObject({code: 'line-invalid', message: expect.stringMatching(/^line 2: .* shell/)})
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
    ['show stat json;show info json', '[[{}]]\n\n[{}]\n\n', ['[[{}]]\n', '[{}]\n']],
    ['show stat 9 -1 -1 typed;show info', '\nName: HAProxy\n\n', ['', 'Name: HAProxy\n']],
    [
      'set server b/s addr 10.0.0.2;clear map m',
      "[4]: IP changed from '10.0.0.1' to '10.0.0.2' by 'stats socket command'\n\n",
      ["[4]: IP changed from '10.0.0.1' to '10.0.0.2' by 'stats socket command'\n"],
    ],
    ['set server b/s check-port x;clear map m', '[4]: provided port is not an integer\n', ['[4]: provided port is not an integer\n']],
    ['set server b/none weight 1;clear map m', '[3]: No such server.\n\n', ['[3]: No such server.\n']],
    ['show map m;show map m', '0x1 a b\n0x2 c d\n', []],
    ['show peers;show resolvers', peers.slice(0, -2), []],
  ])('%s: %j', (line, wire, expected) => {
    expect(answersByGrammar(wire, line.split(';'), limitsOf('2.6.12').dialect, true)).toEqual(expected)
  })

  test('however many they are, and whatever they may hold', () => {
    const {dialect} = limitsOf('2.6.12')
    const changes = Array.from({length: 5_000}, () => 'set map m a b')
    expect(answersByGrammar('\n'.repeat(5_000), changes, dialect, true)).toHaveLength(5_000)
    const odd = Array.from({length: 2_000}, () => 'show peers')
    expect(answersByGrammar('0x1: a\n\n'.repeat(1_999), odd, dialect, true)).toEqual([])
  })

  test('and one that HAProxy has not ended is no more than what is surely whole', () => {
    const {dialect} = limitsOf('2.6.12')
    const answers = (line: string, wire: string) => answersByGrammar(wire, line.split(';'), dialect, false)
    expect(answers('show info', 'Name: HAProxy\n\n')).toEqual([])
    expect(answers('show info;show peers;show info', `Name: HAProxy\n\n${peers}`)).toEqual(['Name: HAProxy\n'])
    expect(answersBetween(`a\n\nmark\n\n${peers}`, 'mark', false)).toEqual(['a\n'])
  })
})
