import {readFileSync, writeFileSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, type LabOptions, lab} from '../haproxy/lab.ts'
import {answerAtEnd} from '../protocol/live.ts'
import {errorIn, hactl, Running} from './hactl.ts'

const texts = readFileSync(new URL('../batch/field.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

const site: LabOptions = {
  maps: {'routes.map': '/a web\n/b web\n'},
  acls: {'deny.acl': '10.0.0.1\n'},
  sections: [
    'backend web\n    option httpchk\n    server one 127.0.0.1:1 check inter 1h agent-check agent-port 2 agent-inter 1h\n    server two 127.0.0.1:1 check inter 1h',
    'backend sticks\n    stick-table type ip size 1k expire 1h store gpc0',
    'frontend site\n    bind unix@{folder}/site.sock\n    maxconn 500',
  ],
  env: {ODD: 'one\n\ntwo'},
}

interface Record {
  readonly line: number
  readonly command: string
  readonly ok: boolean | null
  readonly severity: number | null
  readonly text: string | null
  readonly ms: number
}

const recordsIn = (stdout: string): Record[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record)

const filled = (haproxy: LabHaproxy, text: string): string =>
  text.replaceAll('{map}', haproxy.file('routes.map')).replaceAll('{acl}', haproxy.file('deny.acl')).replaceAll('{folder}', haproxy.folder)

/** What a text means where HAProxy 2.x answers its empty commands with its help, or the connection would stay or end. */
const meant: Readonly<{[text: string]: string}> = {
  'disable server web/one;': 'disable server web/one',
  'show stat;;show info': 'show stat;show info',
  '  ;show cli level': 'show cli level',
  prompt: 'set timeout cli 60',
  'prompt;show info': 'set timeout cli 60;show info',
  quit: 'set timeout cli 60',
  'show info;quit': 'show info;set timeout cli 60',
}

/** Answers that are others each time: no more than their first word is compared. */
const momentary = /^show (?:sess|fd|threads|tasks|activity|stat json|info json)/

/** What differs from moment to moment and from process to process. */
const steady = (haproxy: LabHaproxy, answer: string): string =>
  answer
    .replaceAll(haproxy.folder, 'FOLDER')
    .replaceAll(/0x[0-9a-f]+/g, 'POINTER')
    .replaceAll(/\d+/g, 'N')

describe.each([...lab.versions])('batch on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, site)
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const batch = (lines: readonly string[], ...more: readonly string[]) =>
    hactl(['batch', '-', '-s', haproxy.socket, '-o', 'json', ...more], {input: `${lines.map((line) => filled(haproxy, line)).join('\n')}\n`})

  test('what people have inside echo "…" | socat is a batch file, with the same answers', async () => {
    await using other = await lab.start(version, site)
    const file = haproxy.file('field.txt')
    writeFileSync(
      file,
      readFileSync(new URL('../batch/field.txt', import.meta.url), 'utf8').replaceAll(/\{\w+\}/g, (name) => filled(haproxy, name)),
    )
    const ended = await hactl(['batch', file, '-k', '-s', haproxy.socket, '-o', 'json'])
    expect(ended, ended.stderr).toMatchObject({status: 1})
    const records = recordsIn(ended.stdout)
    expect(new Set(records.map(({line}) => line)).size).toBe(texts.length)
    const offset =
      readFileSync(new URL('../batch/field.txt', import.meta.url), 'utf8')
        .split('\n')
        .indexOf(texts[0] ?? '') + 1
    for (const [index, text] of texts.entries()) {
      const bare = steady(other, await answerAtEnd(other, `${filled(other, meant[text] ?? text)}\n`))
      const own = records.filter(({line}) => line === index + offset)
      const ours = steady(haproxy, own.map((record) => `${record.text}\n`).join(''))
      const [expected, found] = momentary.test(text) ? [/\w+/.exec(bare)?.[0], /\w+/.exec(ours)?.[0]] : [bare, ours]
      expect({text, answer: found}).toEqual({text, answer: expected})
    }
  })

  test('each command of a line has its own record, whatever stands in its answer', async () => {
    const ended = await batch(['show env ODD;show info;show map {map};show cli level', 'show cli level'])
    expect(ended.status, ended.stderr).toBe(0)
    const records = recordsIn(ended.stdout)
    const bare = async (line: string) => steady(haproxy, (await haproxy.exchange(filled(haproxy, line))).toString('latin1').slice(0, -1))
    expect(records.map(({line, command}) => [line, command])).toEqual([
      [1, 'show env ODD'],
      [1, 'show info'],
      [1, filled(haproxy, 'show map {map}')],
      [1, 'show cli level'],
      [2, 'show cli level'],
    ])
    for (const {command, text} of records) expect({command, text: steady(haproxy, text ?? '')}).toEqual({command, text: await bare(command)})
    expect(records[0]?.text).toBe('ODD=one\n\ntwo\n')
  })

  test('payloads, comments, blank lines, escaped separators and bytes are taken as they are', async () => {
    const add = 'add map {map} <<'
    const ended = await batch(
      ['# begin', '', '  ', 'clear map {map}', add, '# no comment', 'x 1; 2', '', 'add map {map} y a\\;b\\ c', 'add map {map} é ü', add, 'z last'],
      '-k',
    )
    expect(ended).toMatchObject({status: 0})
    expect(recordsIn(ended.stdout).map(({line, ok}) => [line, ok])).toEqual([
      [4, true],
      [5, true],
      [9, true],
      [10, true],
      [11, true],
    ])
    const entries = (await haproxy.dump('routes.map')).map((entry) => entry.map((each) => Buffer.from(each, 'latin1').toString()))
    expect(entries).toEqual([
      ['#', 'no comment'],
      ['x', '1; 2'],
      ['y', 'a;b c'],
      ['é', 'ü'],
      ['z', 'last'],
    ])
  })

  test.runIf(Number(version) >= 2.9)('a payload may end at a word, and hold blank lines', async () => {
    const ended = await batch(['clear map {map}', 'add map {map} <<END', 'a 1', '', 'b 2', 'END', 'show map {map}'])
    expect(ended).toMatchObject({status: 0})
    expect((await haproxy.dump('routes.map')).length).toBe(2)
  })

  test('a batch that ends its lines with CR LF is the same batch', async () => {
    const lines = ['clear map {map}', 'add map {map} <<', 'a 1', '', 'set map {map} a 2']
    const ended = await hactl(['batch', '-', '-s', haproxy.socket], {input: lines.map((line) => `${filled(haproxy, line)}\r\n`).join('')})
    expect({...ended, stdout: ended.stdout}).toMatchObject({status: 0, stdout: ''})
    expect(await haproxy.dump('routes.map')).toEqual([['a', '2']])
  })

  describe('where HAProxy refuses a command', () => {
    const lines = ['clear map {map}', 'add map {map} a 1', 'set map {map} nokey 1', 'add map {map} b 2', 'show map nosuch.map', 'add map {map} c 3']

    test('nothing behind it is sent', async () => {
      const ended = await batch(lines)
      expect(recordsIn(ended.stdout).map(({line, ok, severity}) => [line, ok, severity])).toEqual([
        [1, true, null],
        [2, true, null],
        [3, false, 3],
      ])
      expect(ended.status).toBe(1)
      expect(await haproxy.dump('routes.map')).toEqual([['a', '1']])
    })

    test('--keep-going runs the rest, and the status is 1 all the same', async () => {
      const ended = await batch(lines, '--keep-going')
      const records = recordsIn(ended.stdout)
      expect(records.map(({ok}) => ok)).toEqual([true, true, false, true, false, true])
      expect(records.map(({text}) => /^.*$/m.exec(text ?? '')?.[0])).toEqual([
        '',
        '',
        'entry not found.',
        '',
        expect.stringMatching(/^Unknown map identifier/),
        '',
      ])
      expect(ended.status).toBe(1)
      expect((await haproxy.dump('routes.map')).length).toBe(3)
    })

    test('people see its line, its command and what HAProxy said', async () => {
      const ended = await hactl(['batch', '-', '-k', '-s', haproxy.socket], {input: `${filled(haproxy, lines.join('\n'))}\nshow cli level\n`})
      expect(ended.stdout).toMatch(
        /^3: set map \S+ nokey 1\nentry not found\.\n\n5: show map nosuch\.map\nUnknown map identifier[^]*\n\n7: show cli level\nadmin\n\n$/,
      )
      expect({status: ended.status, stderr: ended.stderr}).toEqual({status: 1, stderr: '7 commands, 2 refused\n'})
      const stopped = await hactl(['batch', '-', '-s', haproxy.socket], {input: 'show cli level\nshow map nosuch.map\nshow cli level\n'})
      expect(stopped.stderr).toBe('2 commands, 1 refused; nothing behind line 2 was sent\n')
    })
  })

  test('what a line sets does not reach the next', async () => {
    const ended = await batch(['operator', 'show cli level', 'set severity-output string', 'bogus', 'user;show cli level', 'set map {map} nokey 1'], '-k')
    expect(recordsIn(ended.stdout).map(({text}) => /^.*$/m.exec(text ?? '')?.[0])).toEqual([
      '',
      'admin',
      '',
      expect.stringMatching(/^Unknown command/),
      '',
      'user',
      'entry not found.',
    ])
  })

  test.each([
    ['a backslash at its end', 'show info\\', 'line-invalid', 'line 2'],
    ['what never ends', 'show events buf0 -w', 'line-invalid', 'line 2'],
    ['a line that is too long', `set map {map} a ${'y'.repeat(17_000)}`, 'too-big', 'line 2'],
    ['a NUL', 'add map {map} <<\nx \0', 'payload-invalid', 'line 2'],
  ])('a file with %s is refused before anything is sent', async (_, line, code, where) => {
    const file = haproxy.file('bad.txt')
    writeFileSync(file, filled(haproxy, `add map {map} never 1\n${line}\n`))
    const ended = await hactl(['batch', file, '-s', haproxy.socket, '-o', 'json'])
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({status: 2, code, message: expect.stringContaining(where)})
    expect((await haproxy.dump('routes.map')).map(([key]) => key)).not.toContain('never')
  })

  test('standard input runs as it comes: who writes a command reads its answer before the next', async () => {
    const running = new Running(['batch', '-', '-s', haproxy.socket, '-o', 'json', '-k'], {openInput: true})
    const answers: string[] = []
    running.child.stdout?.on('data', (bytes: Buffer) => answers.push(bytes.toString()))
    for (const [count, command] of ['show cli level', filled(haproxy, 'set map {map} nokey 1'), 'show cli level'].entries()) {
      running.child.stdin?.write(`${command}\n`)
      await expect.poll(() => recordsIn(answers.join('')).map((record) => record.command)[count], {timeout: 10_000}).toBe(command)
    }
    running.child.stdin?.end()
    expect(await running.ended).toMatchObject({status: 1})
  })

  test.each([
    ['lose-answer', ['-k'], [true, null, null], 'ran; 2 commands of lines 2 to 3 may have run; what stands behind line 3 did not'],
    ['stall-answer', ['-k', '--timeout', '500ms'], [true, null, null], '2 commands of lines 2 to 3 may have run'],
    ['lose-answer', [], [true, null], '1 command of line 2 may have run; what stands behind line 2 did not'],
    ['lose-request', [], [true, null], '1 command of line 2 may have run'],
  ] as const)('a lost connection (%s, %j) tells what ran, what may have run, and what did not', async (kind, more, oks, said) => {
    await using relay = await Relay.before(haproxy.socket, {plan: onceWhen(({line}) => line.includes('lost'), {kind})})
    const lines = ['show cli level', 'set map {map} a lost', 'set map {map} a 3', 'show cli level']
    const ended = await hactl(['batch', '-', '-s', relay.address, '-o', 'json', ...more], {input: filled(haproxy, lines.join('\n'))})
    expect(recordsIn(ended.stdout).map(({ok}) => ok)).toEqual(oks)
    expect({status: ended.status, stderr: ended.stderr}).toEqual({status: 5, stderr: expect.stringContaining(said)})
    expect(ended.stderr).toContain('batch-incomplete')
  })

  test('hactl shell without a terminal is the same', async () => {
    const input = filled(haproxy, 'show cli level\nset map {map} nokey 1\n')
    const [shell, batch] = [await hactl(['shell', '-s', haproxy.socket], {input}), await hactl(['batch', '-', '-s', haproxy.socket], {input})]
    expect(shell).toEqual(batch)
    expect(shell).toMatchObject({status: 1, stdout: expect.stringContaining('admin')})
  })

  test('--read-only sends questions only, in a shell without a terminal too', async () => {
    const input = filled(haproxy, 'show cli level\nadd map {map} never sent\n')
    for (const words of [['batch', '-'], ['shell']]) {
      const ended = await hactl([...words, '-s', haproxy.socket, '--read-only'], {input})
      expect(ended).toMatchObject({stdout: expect.stringContaining('admin'), stderr: expect.stringContaining('was not sent: --read-only was given')})
      expect(ended.status).not.toBe(0)
    }
    expect((await haproxy.dump('routes.map')).map(([key]) => key)).not.toContain('never')
  })

  test('a connection that cannot be had later tells what ran', async () => {
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = ({line}) => (line.endsWith('show cli level') ? {kind: 'hold', meanwhile: () => relay.refuse()} : undefined)
    const ended = await hactl(['batch', '-', '-s', relay.address, '-o', 'json'], {input: 'show cli level\nshow info\n'})
    expect({status: ended.status, stderr: ended.stderr}).toEqual({
      status: 5,
      stderr: expect.stringContaining('1 command ran; what stands behind line 1 did not'),
    })
  })
})
