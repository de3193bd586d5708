import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {type AnswerOptions, AnswerScanner} from '../../src/protocol/severity.ts'
import {answerTo, recorded} from './fixtures.ts'
import {cuts, latin1, places} from './pieces.ts'
import {runs} from './runs.ts'

function scanned(options: AnswerOptions, pieces: readonly Buffer[]): {out: string; gravest: number | undefined; refused: boolean} {
  const scanner = new AnswerScanner(options)
  const out = pieces.map((piece) => scanner.push(piece)).join('') + scanner.end()
  return {out, gravest: scanner.gravest, refused: scanner.refused}
}

/** So many commands on a line. */
const on = (count: number) => ({commands: Array.from({length: count}, () => 'show map #1'), missingBlankLine: false})
const one: AnswerOptions = {...on(1), strip: true}

interface Answer {
  text: string
  severity: number | null
}

const lineOf = fc.oneof(
  {weight: 5, arbitrary: fc.stringMatching(/^[ -~]{1,60}$/).filter((text) => !text.startsWith('['))},
  fc.constantFrom('Unknown command: x', 'Permission denied'),
)
const answer: fc.Arbitrary<Answer> = fc.record({
  text: fc.array(lineOf, {maxLength: 3}).map((lines) => lines.map((line) => `${line}\n`).join('')),
  severity: fc.option(fc.integer({min: 0, max: 7})),
})
const answers = fc.array(answer, {minLength: 1, maxLength: 5})

const names = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']
const inNumbers = (severity: number) => String(severity)
const inWords = (severity: number) => names[severity] ?? ''
const withSeverity = ({text, severity}: Answer, written: (severity: number) => string): string =>
  `${severity === null || text === '' ? '' : `[${written(severity)}]: `}${text}\n`

/** By the manual: the severity in front of each message, 3 and below for errors; and two refusals that come with a mild one. */
function verdictOn(given: Answer[]): {gravest: number | undefined; refused: boolean} {
  const told = given.flatMap(({text, severity}) => (text === '' || severity === null ? [] : [severity]))
  const refused = told.some((severity) => severity <= 3) || given.some(({text}) => /^(Unknown command|Permission denied)/.test(text))
  return {gravest: told.length > 0 ? Math.min(...told) : undefined, refused}
}

describe('an answer without its severities', () => {
  test('is what HAProxy would have said without them, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(answers, places, (given, at) => {
        const expected = {out: given.map(({text}) => `${text}\n`).join(''), ...verdictOn(given)}
        const wire = `\n${given.map((each) => withSeverity(each, inNumbers)).join('')}`
        for (const pieces of cuts(latin1(wire), at)) expect(scanned({...on(given.length), strip: true}, pieces)).toEqual(expected)
      }),
      runs(150),
    )
  })

  test('of one command keeps what merely looks like a severity further on', () => {
    const dump = '0x1 key [3]: value\n0x2 line\n\n[3]: feed\n\n'
    for (const pieces of cuts(latin1(`\n${dump}`), [5, 20, 21, 30])) expect(scanned(one, pieces)).toEqual({out: dump, gravest: undefined, refused: false})
  })

  test('is passed on as it comes: nothing waits for the end but what could be a severity', () => {
    const scanner = new AnswerScanner(one)
    expect(scanner.push(latin1('\n0x1 key value\n0x2 ot'))).toBe('0x1 key value\n0x2 ot')
    expect(scanner.push(latin1('her value\n'))).toBe('her value\n')
  })

  test('of which nothing came is nothing', () => {
    expect(scanned(one, [])).toEqual({out: '', gravest: undefined, refused: false})
    expect(scanned(one, [latin1('\n')])).toEqual({out: '', gravest: undefined, refused: false})
  })

  test('that was cut is passed on as far as it came', () => {
    expect(scanned(one, [latin1('\n[3]: Unkn')])).toMatchObject({out: 'Unkn', gravest: 3})
    expect(scanned(one, [latin1('\n[3')])).toMatchObject({out: '[3', gravest: undefined})
  })

  test.each(recorded)('HAProxy %s: is byte for byte what it answers when no severity is asked for', (_, recording) => {
    const {line, answer: withThem} = recording.answers.find((each) => each.line.startsWith('set severity-output number;')) ?? {line: '', answer: ''}
    const commands = line.split(';').slice(1)
    // another version number each time
    const plain = commands
      .map((command) => answerTo(recording, command))
      .join('')
      .replace(/created: \d+/, 'created: N')
    for (const pieces of cuts(latin1(withThem), [1, 2, 3, 5, 50, 80])) {
      const {out, ...verdict} = scanned({...on(2), strip: true}, pieces)
      expect({out: out.replace(/created: \d+/, 'created: N'), ...verdict}).toEqual({out: plain, gravest: 3, refused: true})
    }
  })
})

test('severities that the line itself has asked for stay, in numbers or words, and are read all the same', () => {
  fc.assert(
    fc.property(answers, fc.constantFrom(inNumbers, inWords), places, (given, written, at) => {
      const wire = given.map((each) => withSeverity(each, written)).join('')
      for (const pieces of cuts(latin1(wire), at)) expect(scanned({...on(given.length), strip: false}, pieces)).toEqual({out: wire, ...verdictOn(given)})
    }),
    runs(100),
  )
})
