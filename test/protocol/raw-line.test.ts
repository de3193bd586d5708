import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {HactlError} from '../../src/index.ts'
import {dialectOf} from '../../src/protocol/dialect.ts'
import {closedPayload, parseRawLine, type RawLine} from '../../src/protocol/raw-line.ts'
import {parseVersion} from '../../src/protocol/version.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {answerAtEnd} from './live.ts'
import {latin1} from './pieces.ts'
import {runs} from './runs.ts'

const dialect = (text: string) => dialectOf(parseVersion(text) ?? {major: 0, minor: 0, patch: 0, text})

function parsed(line: string, version: string): RawLine | HactlError {
  try {
    return parseRawLine(line, dialect(version))
  } catch (error) {
    if (error instanceof HactlError) return error
    throw error
  }
}

/** Ends of a line that may open a payload or not. */
const ends = [
  ' <<',
  '\t<<',
  ' <<AB',
  ' <<ABCDEFG',
  '<<',
  'x<<',
  'x <<',
  '\\ <<',
  ' \\<<',
  ' <\\<',
  ' << ',
  ' <<\\;',
  ' <<A\\B',
  ' <<A B',
  ' <',
  ' <<<',
  ' <<"',
  '\\',
  '\\\\',
  ' \\\\',
  ' x',
]
const piece = fc.constantFrom(' ', '\t', '<', '<<', '\\', 'a', '"')
const anyEnd = fc.oneof(
  {weight: 1, arbitrary: fc.constantFrom(...ends)},
  {weight: 2, arbitrary: fc.array(piece, {maxLength: 5}).map((pieces) => pieces.join(''))},
)

describe.each(lab.versions)('a line for HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version)
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  /** Nothing is answered to a line that waits for more. */
  async function expectAgreement(end: string): Promise<void> {
    const line = `show cli level${end}`
    const read = parsed(line, haproxy.full)
    if (read instanceof HactlError) return // a word too long, or a backslash at the end: never sent
    const waits = (await answerAtEnd(haproxy, `${line}\n`)) === ''
    expect({line, payload: read.terminator !== undefined}).toEqual({line, payload: waits})
  }

  test.each(ends)('with the end %j is known to open a payload, or not to', expectAgreement)

  test('opens a payload where HAProxy says so', async () => {
    await fc.assert(fc.asyncProperty(anyEnd, expectAgreement), runs(60))
  })

  test('has as many commands as HAProxy answers', async () => {
    const separator = fc.constantFrom(';', ' ; ', '\\;', '\\\\;', ' \\\\\\;', '\t;')
    await fc.assert(
      fc.asyncProperty(fc.array(separator, {maxLength: 4}), async (separators) => {
        const line = `show cli level x${separators.map((each) => `${each}show cli level x`).join('')}`
        const read = parseRawLine(line, dialect(haproxy.full))
        expect({line, commands: read.commands}).toEqual({line, commands: (await answerAtEnd(haproxy, `${line}\n`)).split('admin\n\n').length - 1})
      }),
      runs(20),
    )
  })
})

describe('a line that would not run as it looks', () => {
  test.each(['', '  ', '\t', 'show info\nquit', 'show\0info', 'show info\\', 'a b\\\\\\'])('is refused: %j', (line) => {
    expect(parsed(line, '3.2.26')).toMatchObject({code: 'line-invalid', exit: 2})
  })

  test.each([
    ['2.6.12', ' <<X', ' <<'],
    ['3.0.11', ' <<ABCDEFGH', ' <<ABCDEFG'],
    ['3.4.7', ` <<${'X'.repeat(65)}`, ` <<${'X'.repeat(64)}`],
  ])('is refused when its payload would run as commands: HAProxy %s %j', (version, long, right) => {
    expect(parsed(`add map m${long}`, version)).toMatchObject({code: 'line-invalid', exit: 2})
    expect(parsed(`add map m${right}`, version)).toMatchObject({terminator: right.slice(3)})
  })
})

describe('a payload that would begin before the end of the line', () => {
  test.each([
    ['2.6.12', 'set map m k v<<;show info', 'set map m k v<< ;show info'],
    ['3.0.11', 'set map m k <<x;show info', 'set map m k v<<x;show info'],
  ])('is refused: HAProxy %s %j', (version, line, right) => {
    expect(parsed(line, version)).toMatchObject({code: 'line-invalid', exit: 2})
    expect(parsed(right, version)).toMatchObject({terminator: undefined, commands: 2})
    expect(parsed(line, '3.2.26')).toMatchObject({terminator: undefined, commands: 2})
  })
})

test('a line that sets the severity itself is known', () => {
  for (const line of ['set severity-output string', 'show info;set severity-output string', 'set  severity-output number;help'])
    expect(parsed(line, '3.2.26')).toMatchObject({setsSeverity: true})
  // with none it asks for no severities: ours are taken out
  for (const line of ['show info', 'echo set severity-output', 'set severity-outputs', 'show info;set severity-output none'])
    expect(parsed(line, '3.2.26')).toMatchObject({setsSeverity: false})
})

test('a line that makes HAProxy close is known', () => {
  for (const line of ['quit', ' quit ', 'show info;quit', 'quit;show info']) expect(parsed(line, '3.2.26')).toMatchObject({quits: true})
  for (const line of ['add map m quit quit', 'echo a\\;quit', 'quit x', 'quits']) expect(parsed(line, '3.2.26')).toMatchObject({quits: false})
})

describe('a payload of a raw line', () => {
  test('is closed, and given the line feed that it may lack', () => {
    expect(closedPayload(latin1('a 1\nb 2'), '').toString()).toBe('a 1\nb 2\n\n')
    expect(closedPayload(latin1('a 1\n'), 'END').toString()).toBe('a 1\nEND\n')
    expect(closedPayload(latin1(''), 'END').toString()).toBe('END\n')
  })

  test.each([
    ['a\n\nb\n', ''],
    ['\na\n', ''],
    ['a\nEND\nb\n', 'END'],
    ['END\na', 'END'],
    ['a\nEND', 'END'],
    ['a\0b\n', 'END'],
  ])('is refused when it would end before its end, or holds a NUL: %j', (payload, terminator) => {
    expect(() => closedPayload(latin1(payload), terminator)).toThrow(HactlError)
  })

  test('may hold its terminator inside a line', () => {
    for (const payload of ['a END\n', 'ENDE\n', ' END\n', 'xEND\n']) expect(closedPayload(latin1(payload), 'END').toString()).toBe(`${payload}END\n`)
  })

  test('ends for HAProxy where it ends for us', async () => {
    await using haproxy = await lab.start(lab.versions.at(-1) ?? '3.4', {maps: {'big.map': ''}})
    const lineOf = fc.stringMatching(/^[a-c]{1,3} ?[a-zE-N]{0,4}$/)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(lineOf, fc.constantFrom('END', 'END x', 'xEND')), {minLength: 1, maxLength: 5}), async (lines) => {
        await haproxy.exchange(`prepare map ${haproxy.file('big.map')}`)
        const {nextVer} = await haproxy.header('big.map')
        const request = (end: string) =>
          Buffer.from(`add map @${nextVer} ${haproxy.file('big.map')} <<END\n${lines.map((line) => `${line} v\n`.replace('END v\n', 'END\n')).join('')}${end}`)
        const closes = lines.includes('END')
        expect((await answerAtEnd(haproxy, request('').toString())) !== '').toBe(closes)
        const payload = latin1(lines.map((line) => `${line} v\n`.replace('END v\n', 'END\n')).join(''))
        expect(closes).toBe(refuses(() => closedPayload(payload, 'END')))
      }),
      runs(30),
    )
  })
})

function refuses(act: () => unknown): boolean {
  try {
    act()
    return false
  } catch {
    return true
  }
}
