import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {entriesOf, textOf} from '../faults/content.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'
import {hasScript, TerminalRun} from './screen.ts'

describe.each([...lab.versions])('exec on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {'big.map': textOf(entriesOf(5000, 'value')), 'small.map': 'a one\nb two; words\n', 'loaded.map': 'a one\n', 'odd.map': ''},
      sections: ['backend pool\n    server one 127.0.0.1:1 disabled\n    server two 127.0.0.1:1'],
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const filled = (template: string): string => template.replaceAll(/\{(\w+)\}/g, (_, name: string) => haproxy.file(`${name}.map`))
  const exec = (line: string, input?: string) => hactl(['exec', line, '-s', haproxy.socket], input === undefined ? {} : {input})
  const bare = async (request: string): Promise<string> => (await haproxy.exchange(request)).toString('latin1')

  test.runIf(hasScript)('on a terminal an answer is shown, not obeyed, and its tabs are tabs', async () => {
    await haproxy.exchange(Buffer.from(`add map ${haproxy.file('odd.map')} k \u001B[8m\\\tcaf\u00C3\u00A9\u00C2\u009B8m\n`, 'latin1'))
    const run = new TerminalRun(['exec', filled('show map {odd}'), '-s', haproxy.socket], 200)
    expect(await run.ended).toBe(0)
    expect(run.screen.text).toMatch(/k \\x1b\[8m\s+café\\x9b8m/)
    expect(run.screen.text).not.toContain('\\t')
  })

  test.concurrent.each([
    'show cli level',
    'show map',
    'show map {big}',
    'show map {small}',
    'show backend',
    'show cli sockets',
    'get map {small} a',
    'set timeout cli 30',
    'show cli level;show backend',
    'show map {small};show map {small};show cli level',
    'set map {loaded} a o\\;ne;get map {loaded} a',
    '  show backend',
    'show backend ',
    'operator;show cli level',
  ])('%s: stdout is what a bare client gets, and the status is 0', async (template) => {
    const line = filled(template)
    const expected = await bare(line)
    expect(await exec(line)).toMatchObject({status: 0, bytes: expected, stderr: ''})
  })

  test.concurrent.each([
    'bogus',
    'show map #99',
    'show map nosuch.map',
    'set map {small} nokey value',
    'add map {small}',
    'del map {small} nokey',
    'show servers state nosuch',
    'set server pool/none state ready',
    'del server pool/two',
    'del server pool/two;quit;',
    'del server pool/two;',
    'show cli level;bogus',
    'bogus;show cli level',
    'show map #99;show cli level',
    'show map {big};bogus',
    'show map {big};show map #99',
    'user;set server pool/one state ready',
    'set severity-output number;show map #99',
    'set severity-output string;show map #99',
    'set severity-output number;bogus',
    'set severity-output none;show map #99',
    'set severity-output none;show cli level;set map #99 a b',
    'set severity-output string;set severity-output none;show map #99',
    'set severity-output number;show cli level;set severity-output none;set map #99 a b',
  ])('%s: stdout is what a bare client gets, and the status is 1', async (template) => {
    const line = filled(template)
    const expected = await bare(line)
    expect(await exec(line)).toMatchObject({bytes: expected, status: 1, stderr: ''})
  })

  test.concurrent.each(['show backend;', ';show backend', 'show backend;;show cli level', 'show backend # not a comment', 'help', 'quit'])(
    '%s: stdout is what a bare client gets',
    async (line) => {
      expect((await exec(line)).bytes).toBe(await bare(line))
    },
  )

  test('a payload is standard input, and hactl adds what ends it', async () => {
    const add = `add map ${haproxy.file('loaded.map')} <<`
    expect(await exec(add, 'c three; and \\ more\nd #4')).toMatchObject({status: 0, bytes: '\n', stderr: ''})
    expect((await haproxy.dump('loaded.map')).slice(-2)).toEqual([
      ['c', 'three; and \\ more'],
      ['d', '#4'],
    ])
    expect(await exec(`show cli level;${add}`, 'e five\n')).toMatchObject({status: 0, bytes: await bare('show cli level;set timeout cli 30')})
    expect((await haproxy.dump('loaded.map')).at(-1)).toEqual(['e', 'five'])
  })

  test('a payload that HAProxy refuses is status 1, with its text', async () => {
    const line = `add map ${haproxy.file('loaded.map')} <<`
    expect(await exec(line, 'lonely\n')).toMatchObject({status: 1, bytes: await bare(`${line}\nlonely\n\n`)})
  })

  test.each([
    ['a line feed', 'show info\nshow map', undefined, 'line-invalid'],
    ['a backslash at its end', 'show info\\', undefined, 'line-invalid'],
    ['nothing', ' ', undefined, 'line-invalid'],
    ['an empty line in its payload', 'add map {loaded} <<', 'x 1\n\ny 2\n', 'payload-invalid'],
    ['a payload that begins with an empty line', 'add map {loaded} <<', '\nx 1\n', 'payload-invalid'],
    ['a NUL in its payload', 'add map {loaded} <<', 'x \0\n', 'payload-invalid'],
    ['a payload over the buffer', 'add map {loaded} <<', `x ${'y'.repeat(17_000)}\n`, 'too-big'],
    ['a line over the buffer', `set map {loaded} a ${'y'.repeat(17_000)}`, undefined, 'too-big'],
    ['a word behind << that is too long', `add map {loaded} <<${'X'.repeat(65)}`, 'x 1\n', 'line-invalid'],
  ] as const)('refuses %s with 2, and sends nothing of it', async (_, template, input, code) => {
    await using relay = await Relay.before(haproxy.socket)
    const before = await haproxy.dump('loaded.map')
    const line = filled(template)
    const ended = await hactl(['exec', line, '-s', relay.address, '-o', 'json'], input === undefined ? {} : {input})
    expect({status: ended.status, code: errorIn(ended).code}).toEqual({status: 2, code})
    expect(relay.requests).toHaveLength(1)
    expect(await haproxy.dump('loaded.map')).toEqual(before)
  })

  test.runIf(Number(version) < 2.9)('refuses a word behind <<, which this HAProxy would run as commands', async () => {
    const ended = await hactl(['exec', `add map ${haproxy.file('loaded.map')} <<END`, '-s', haproxy.socket, '-o', 'json'], {input: 'x 1\nshow info\n'})
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({
      status: 2,
      code: 'line-invalid',
      message: expect.stringContaining('an empty line ends the payload'),
    })
  })

  test.runIf(Number(version) >= 2.9)('takes a word behind <<, and refuses a payload with it', async () => {
    const line = `add map ${haproxy.file('loaded.map')} <<END`
    expect(await exec(line, 'f 6\n\ng 7\n')).toMatchObject({status: 0, bytes: '\n'})
    const ended = await hactl(['exec', line, '-s', haproxy.socket, '-o', 'json'], {input: 'h 8\nEND\nshow info\n'})
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({status: 2, code: 'payload-invalid', message: expect.stringContaining('"END"')})
    expect((await haproxy.dump('loaded.map')).map(([key]) => key)).not.toContain('h')
  })

  test('does not wait for standard input when the line has no payload', async () => {
    expect(await hactl(['exec', 'show cli level', '-s', haproxy.socket], {openInput: true, deadline: 10_000})).toMatchObject({status: 0, stdout: 'admin\n\n'})
  })

  test.each([
    ['show map', 'lose-answer', 3],
    ['show map', 'stall-answer', 3],
    ['set map {loaded} a lost', 'lose-answer', 5],
    ['set map {loaded} a lost', 'stall-answer', 5],
    ['show map;set map {loaded} a lost', 'lose-answer', 5],
  ] as const)('%s with its answer lost (%s) is status %i', async (template, kind, status) => {
    const line = filled(template)
    await using relay = await Relay.before(haproxy.socket, {plan: onceWhen((request) => request.line.endsWith(line), {kind})})
    const ended = await hactl(['exec', line, '-s', relay.address, '--timeout', '500ms'])
    expect({status: ended.status, stdout: ended.stdout}, ended.stderr).toEqual({status, stdout: ''})
  })

  test('as JSON: whether it went well, how grave, and the answer', async () => {
    const [fine, refused] = await Promise.all([
      hactl(['exec', 'show cli level', '-s', haproxy.socket, '-o', 'json']),
      hactl(['exec', 'show map #99', '-s', haproxy.socket, '-o', 'json']),
    ])
    expect({status: fine.status, ...JSON.parse(fine.stdout)}).toEqual({status: 0, ok: true, severity: 6, answer: 'admin\n\n'})
    expect({status: refused.status, ...JSON.parse(refused.stdout)}).toEqual({status: 1, ok: false, severity: 3, answer: await bare('show map #99')})
  })
})
