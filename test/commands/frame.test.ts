import {afterAll, describe, expect, test} from 'vitest'
import {type Ended, fixture, type RunOptions, run, shell} from './run.ts'

const ours = fixture()
afterAll(() => ours[Symbol.dispose]())
const {program} = ours
const frame = (line: string, options: RunOptions = {}): Promise<Ended> => run(line.split(' '), {...options, program})

describe('a list', () => {
  test.each([
    ['rows 2', 'KEY  VALUE\n/0       0\n/1       1\n'],
    ['rows 2 --no-headers', '/0  0\n/1  1\n'],
    ['rows 2 -q', 'KEY  VALUE\n/0       0\n/1       1\n'],
    ['rows 2 --json', '[\n{"key":"/0","value":0},\n{"key":"/1","value":1}\n]\n'],
    ['rows 0 -o json', '[]\n'],
    ['rows 1 -o yaml', '- key: /0\n  value: 0\n'],
    ['rows 1 -o csv', 'key,value\n/0,0\n'],
    ['rows 1 -o csv --no-headers', '/0,0\n'],
    ['rows 1 -o plain --fields value,key', '0\t/0\n'],
    ['rows 3 --query [].value', '[\n  0,\n  1,\n  2\n]\n'],
    ['rows 3 -o plain --query [].value', '0\n1\n2\n'],
  ])('%s', async (line, stdout) => {
    expect(await frame(line)).toEqual({status: 0, signal: null, stdout, stderr: ''})
  })

  test('whose reader leaves ends quietly', async () => {
    const {stdout, stderr} = await shell('set -o pipefail; $HACTL rows 2000000 -o plain | head -2; echo "${PIPESTATUS[0]}"', {program})
    expect(stderr).toBe('')
    expect(stdout).toBe('/0\t0\n/1\t1\n0\n')
  })

  test('whose reader is gone already ends quietly', async () => {
    const {stdout, stderr} = await shell('exec 3>&1; { sleep 0.5; $HACTL rows 10 --json; echo $? >&3; } | true; wait', {program})
    expect({stdout, stderr}).toEqual({stdout: '0\n', stderr: ''})
  })

  test('that breaks off leaves no JSON that could be taken for the whole', async () => {
    const {status, stdout, stderr} = await frame('rows 2 --fail --json')
    expect(status).toBe(3)
    expect(() => JSON.parse(stdout) as unknown).toThrow(SyntaxError)
    expect(JSON.parse(stderr)).toMatchObject({error: {code: 'lost'}})
  })
})

describe('something done', () => {
  test('is talk: all of it stands on stderr', async () => {
    expect(await frame('act')).toEqual({status: 0, signal: null, stdout: '', stderr: 'a note\nWarning: a caution\ndone big.map +3\n'})
  })

  test('with -q only warnings are left', async () => {
    expect(await frame('act -q')).toMatchObject({status: 0, stdout: '', stderr: 'Warning: a caution\n'})
  })

  test('with -q and JSON asked for, JSON is there', async () => {
    expect(JSON.parse((await frame('act -q --json')).stdout)).toEqual({name: 'big.map', added: 3})
  })

  test.each(['--debug', 'HACTL_DEBUG'])('wire traffic is told with %s', async (way) => {
    const {stderr} = way === '--debug' ? await frame('act --debug') : await frame('act', {env: {HACTL_DEBUG: '1'}})
    expect(stderr).toContain('> show map\n')
    expect((await frame('act')).stderr).not.toContain('show map')
  })

  test('may end with a status of its own', async () => {
    expect(await frame('act --status 6')).toMatchObject({status: 6, stdout: '', stderr: expect.stringContaining('done big.map +3\n')})
  })
})

describe('a question', () => {
  test('without a terminal is an error that names --yes, at once', async () => {
    const {status, stdout, stderr} = await frame('act --ask --json', {input: 'y\n'})
    expect(status).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'confirmation-required', hint: expect.stringContaining('--yes')}})
    expect(stderr).not.toContain('[y/N]')
  })

  test('is answered by --yes', async () => {
    expect(await frame('act --ask -y')).toMatchObject({status: 0, stderr: expect.stringContaining('done big.map +3\n')})
  })

  test.each([
    ['y', 0],
    ['n', 2],
  ])('answered %s at a terminal ends with %i', async (answer, status) => {
    const {stdout} = await shell(`echo ${answer} | script -qec "$HACTL act --ask" /dev/null; echo "status \${PIPESTATUS[1]}"`, {program, env: {TERM: 'xterm'}})
    expect(stdout).toContain('Clear 3 entries? [y/N]')
    expect(stdout).toContain(`status ${status}`)
  })
})

describe('progress', () => {
  const drawn = /load .*of 1k entries/

  test('is drawn on a terminal, and gone before the result', async () => {
    const {stdout} = await shell('script -qec "stty cols 100; $HACTL work" /dev/null </dev/null', {program, env: {TERM: 'xterm'}})
    expect(stdout).toMatch(drawn)
    // what stands behind the last erased line is the result alone
    expect(stdout.split(/\u001b\[(?:1G|2K|0?K|1A)/).at(-1)).toMatch(/^(?:\u001b\[\?[\dhl]+)*loaded\r\n(?:\u001b\[\?[\dhl]+)*$/)
  })

  test.each(['$HACTL work', 'script -qec "stty cols 100; $HACTL work -q" /dev/null </dev/null', 'script -qec "stty cols 0; $HACTL work" /dev/null </dev/null'])(
    'not for %s',
    async (line) => {
      const {stdout, stderr} = await shell(line, {program, env: {TERM: 'xterm'}})
      expect(stdout + stderr).not.toMatch(drawn)
    },
  )
})

describe('an error', () => {
  test('is its message and a hint on stderr, with its own status, and cannot drive the terminal', async () => {
    const stderr = 'Error: HAProxy has no map "x\\x1b[2J"\nhactl map list shows its maps\n'
    expect(await frame('fail')).toEqual({status: 2, signal: null, stdout: '', stderr})
  })

  test('is JSON on stdout where JSON was asked for', async () => {
    const {status, stdout, stderr} = await frame('fail -o json')
    expect({status, stderr}).toEqual({status: 2, stderr: ''})
    expect(JSON.parse(stdout)).toEqual({
      error: {code: 'map-unknown', message: 'HAProxy has no map "x\u001b[2J"', hint: 'hactl map list shows its maps', target: '/run/a.sock'},
    })
  })

  test('shows where it comes from, and its cause, only with --debug', async () => {
    expect((await frame('fail --debug')).stderr).toMatch(/commands\.mjs:\d+[\s\S]*caused by Error: the cause/)
  })

  test('shows it with HACTL_DEBUG too', async () => {
    expect((await frame('fail', {env: {HACTL_DEBUG: '1'}})).stderr).toContain('caused by')
    expect((await frame('fail')).stderr).not.toContain('caused by')
  })

  test('that nobody meant says so, with the versions for a report', async () => {
    const {status, stderr} = await frame('bug')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^Error: internal error: undefined is not a function\n.*bug in hactl 0\.1\.0 \(node v\d+.*--debug.*\n$/)
    expect(JSON.parse((await frame('bug --json')).stdout)).toMatchObject({error: {code: 'internal'}})
  })
})

describe('a signal', () => {
  const sending = (name: NodeJS.Signals): RunOptions => {
    let sent = false
    return {
      onStderr: (said, kill) => {
        if (!sent && said.includes('ready')) {
          sent = true
          kill(name)
        }
      },
    }
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends work with %i, whatever error it breaks with', async (name, status) => {
    const ended = await frame('wait --json', sending(name))
    expect(ended).toMatchObject({status, signal: null})
    expect(JSON.parse(ended.stdout)).toMatchObject({error: {code: 'interrupted'}})
  })

  test('lets a verb finish that has to', async () => {
    expect(await frame('wait --finish -o plain', sending('SIGINT'))).toMatchObject({status: 0, stdout: 'true\n'})
  })

  test('that comes again leaves at once, with the outcome unknown', async () => {
    const ended = await frame('wait --stubborn', {
      onStderr: (said, kill) => {
        if (said.endsWith('ready\n') || said.endsWith('stopping\n')) kill('SIGINT')
      },
    })
    expect(ended).toMatchObject({status: 5, signal: null})
  })
})

describe('a target', () => {
  const target = async (line: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    JSON.parse((await frame(`target --json ${line}`.trim(), {env})).stdout)

  test('is named by -s, by HACTL_SOCKET, or not at all', async () => {
    expect(await target('-s /run/a.sock')).toEqual({socket: '/run/a.sock', name: null})
    expect(await target('', {HACTL_SOCKET: '/run/with space.sock'})).toEqual({socket: '/run/with space.sock', name: null})
    expect(await target('-s /run/b.sock', {HACTL_SOCKET: '/run/a.sock'})).toEqual({socket: '/run/b.sock', name: null})
    expect(await target('')).toEqual({name: null})
  })

  test('named twice is refused', async () => {
    expect(await target('-s /a -s /b')).toMatchObject({error: {code: 'usage', message: expect.stringContaining('/a, /b')}})
  })

  test('leaves arguments alone', async () => {
    expect(await target('-s /a big.map')).toEqual({socket: '/a', name: 'big.map'})
  })

  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['2m', 120_000],
  ])('answers within %s', async (duration, timeout) => {
    expect(await target(`--timeout ${duration}`)).toEqual({timeout, name: null})
  })

  test.each(['30', '0s', '-1s', '1.5s', '1h', 'abc', '99999999m'])('--timeout %s is refused, naming the forms', async (duration) => {
    expect(await target(`--timeout=${duration}`)).toMatchObject({error: {code: 'usage', hint: 'write it as 500ms, 30s or 2m'}})
  })

  test('never waits for arguments on stdin', async () => {
    expect(JSON.parse((await frame('target --json', {input: 'from stdin\n'})).stdout)).toEqual({name: null})
  })
})

describe('a mistake in the flags', () => {
  test.each([
    ['rows 1 --field key', 'there is no flag --field', 'did you mean --fields?'],
    ['rows', 'missing argument: COUNT', 'usage: hactl rows COUNT [FLAGS]; hactl rows --help'],
    ['rows 1 2', 'unexpected argument: 2', 'hactl rows --help'],
    ['rows x', 'Expected an integer but received: x', 'hactl rows --help'],
    ['rows 1 -o xml', '--output takes one of table, json, yaml, csv, plain; not "xml"', 'hactl rows --help'],
    ['rows 1 --fields key,nix', 'there is no field nix', 'there are: key, value'],
    ['rows 1 --fields ,', '--fields names nothing', '--fields key,value'],
    ['rows 1 --query [?', '--query "[?" is no JMESPath: it ends too early', 'jmespath.org'],
    ['rows 1 --query [?key==`up`]', 'what stands between ` is JSON, as `"up"`', 'jmespath.org'],
    ['rows 1 --query a]', '--query "a]" is no JMESPath: "]" is not expected where it stands', 'jmespath.org'],
    ['rows 1 --query sum(@)', '--query "sum(@)" does not fit: Invalid type', 'jmespath.org'],
    ['act 1', 'unexpected argument "1"', 'act takes none'],
    ['rows 1 -o csv --query [0]', '--query has no csv form', '-o json'],
    ['rows 1 --json -o yaml', '--json and --output yaml exclude each other', 'give one of them'],
    ['act --status 6 --status 7', '--status was given more than once', 'hactl act --help'],
  ])('%s', async (line, message, hint) => {
    const {status, stdout, stderr} = await frame(line)
    expect({status, stdout: line.includes('--json') ? '' : stdout}).toEqual({status: 2, stdout: ''})
    const said = line.includes('--json') ? stdout : stderr
    expect(said).toContain(message)
    expect(said).toContain(hint)
    expect(said).not.toContain('See more help')
  })

  test('is JSON where JSON was asked for', async () => {
    const {status, stdout, stderr} = await frame('rows 1 --nix -o json')
    expect({status, stderr}).toEqual({status: 2, stderr: ''})
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'usage', message: 'there is no flag --nix', target: null}})
  })
})

describe('colour', () => {
  test('none in a pipe, on either stream', async () => {
    const {stdout, stderr} = await frame('act')
    expect(stdout + stderr).not.toContain('\u001b')
  })

  const onTerminal = (line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    shell(`script -qec "$HACTL ${line}" /dev/null </dev/null`, {program, env: {TERM: 'xterm-256color', ...env}})

  test('on a terminal', async () => {
    expect((await onTerminal('act')).stdout).toContain('\u001b[32mdone')
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['act --no-color', {}],
    ['act', {NO_COLOR: '1'}],
    ['act', {HACTL_NO_COLOR: '1'}],
    ['act', {TERM: 'dumb'}],
  ])('none on a terminal: %s %j', async (line, env) => {
    expect((await onTerminal(line, env)).stdout).not.toContain('\u001b[32m')
  })

  test('in a pipe with FORCE_COLOR', async () => {
    expect((await frame('act', {env: {FORCE_COLOR: '1'}})).stderr).toContain('\u001b[32mdone')
  })
})
