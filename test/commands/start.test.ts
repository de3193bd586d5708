import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {run, shell} from './run.ts'

const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {version: string}

describe('what users start', () => {
  test('tells its own version, the node and the machine', async () => {
    const {status, stdout, stderr} = await run(['version', '--client'])
    expect({status, stdout, stderr}).toEqual({
      status: 0,
      stdout: `hactl ${version}  node ${process.version}  ${process.platform} ${process.arch}\n`,
      stderr: '',
    })
    const json: unknown = JSON.parse((await run(['version', '--client', '-o', 'json'])).stdout)
    expect(json).toEqual({hactl: version, node: process.version, platform: process.platform, arch: process.arch})
  })

  test.each([
    [['-o', 'yaml', '--fields', 'hactl'], `hactl: ${version}\n`],
    [['-o', 'csv', '--fields', 'hactl'], `hactl\n${version}\n`],
    [['-o', 'plain', '--fields', 'hactl'], `${version}\n`],
    [['--query', 'hactl'], `"${version}"\n`],
    [['--fields', 'hactl'], `hactl: ${version}\n`],
  ])('has all forms of output with it: %j', async (args, stdout) => {
    expect(await run(['version', '--client', ...args])).toMatchObject({status: 0, stdout, stderr: ''})
  })

  test('has colours with it', async () => {
    expect((await run(['versoin'], {env: {FORCE_COLOR: '1'}})).stderr).toContain('\u001b[31mError:')
    // of the two FORCE_COLOR counts unless it is empty, and node does not say so
    expect((await run(['versoin'], {env: {FORCE_COLOR: '1', NO_COLOR: '1'}})).stderr.startsWith('\u001b[31mError:')).toBe(true)
    expect((await run(['versoin'], {env: {FORCE_COLOR: '', NO_COLOR: '1'}})).stderr).toMatch(/^Error:/)
  })

  test('--version is one short line', async () => {
    expect(await run(['--version'])).toMatchObject({status: 0, stdout: expect.stringMatching(new RegExp(`^hactl/${version} .*\n$`)), stderr: ''})
  })

  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j is one screen that names every topic', async (args) => {
    const {status, stdout, stderr} = await run(args)
    expect({status, stderr}).toEqual({status: 0, stderr: ''})
    for (const word of ['map sync', 'version', '--socket', 'EXIT STATUS']) expect(stdout).toContain(word)
    expect(stdout.split('\n').length).toBeLessThanOrEqual(50)
  })

  test.each([[['version', '--help']], [['help', 'version']], [['version', '-h']]])('%j is the help of a command, with its examples', async (args) => {
    const {status, stdout} = await run(args)
    expect(status).toBe(0)
    for (const word of ['--client', '--timeout', 'hactl version --client']) expect(stdout).toContain(word)
  })
})

describe('a slip', () => {
  test.each([
    [['versoin'], 'did you mean hactl version?'],
    [['map', 'snyc', 'a.map'], 'did you mean hactl map sync?'],
    [['frobnicate'], 'hactl --help'],
    [['map', 'frobnicate'], 'hactl map --help'],
    [['nix', '--help'], 'hactl --help'],
    [['version', '--clinet'], 'did you mean --client?'],
    [['--nix'], 'hactl --help'],
    [['--map', 'a.map', 'map', 'list'], 'flags of a command stand behind it'],
  ])('%j ends with 2 and advice', async (args, advice) => {
    const {status, stdout, stderr} = await run(args)
    expect({status, stdout}).toEqual({status: 2, stdout: ''})
    expect(stderr).toMatch(/^Error: /)
    expect(stderr).toContain(advice)
  })

  test.each([[['versoin', '--json']], [['versoin', '-o', 'json']], [['--output=json', 'versoin']], [['version', '--nix', '-ojson']]])(
    '%j is JSON',
    async (args) => {
      const {status, stdout, stderr} = await run(args)
      expect({status, stderr}).toEqual({status: 2, stderr: ''})
      expect(JSON.parse(stdout)).toMatchObject({error: {code: 'usage', target: null}})
    },
  )

  test('behind -- is no flag', async () => {
    const {stdout, stderr} = await run(['versoin', '--', '--json'])
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^Error: /)
  })
})

const stranger = 'setpriv --reuid 54321 --regid 54321 --clear-groups'
// only root can become somebody else, and a clone in root's own folder is closed to others
const reachable = (await shell(`${stranger} sh -c 'test -x "$1" && test -r "$2"' sh $HACTL`)).status === 0

describe('it starts', () => {
  test.runIf(reachable)('for a user that no password file knows', async () => {
    const line = `${stranger} env -i PATH="$PATH" $HACTL version --client -o plain --fields hactl`
    expect(await shell(line)).toMatchObject({status: 0, stdout: `${version}\n`, stderr: ''})
  })

  test.each(['development', 'test', 'production'])('with NODE_ENV=%s', async (NODE_ENV) => {
    expect(await run(['version', '--client', '--json', '--fields', 'hactl'], {env: {NODE_ENV}})).toMatchObject({status: 0, stderr: ''})
    expect(await run(['versoin'], {env: {NODE_ENV}})).toMatchObject({status: 2, stderr: expect.not.stringContaining('Warning')})
    expect(await run(['--help'], {env: {NODE_ENV}})).toMatchObject({status: 0, stderr: ''})
  })

  test('from anywhere, through a link', async () => {
    const line =
      'd=$(mktemp -d) && cd "$d" && set -- $HACTL && ln -s "$(printf %s "$2")" hactl && "$1" hactl version --client -o plain --fields hactl; rm -r "$d"'
    expect(await shell(line.replaceAll("'", ''))).toMatchObject({status: 0, stdout: `${version}\n`, stderr: ''})
  })

  test('where no cache can be kept', async () => {
    expect(await run(['version', '--client'], {env: {XDG_CACHE_HOME: '/dev/null', HOME: undefined}})).toMatchObject({status: 0, stderr: ''})
  })
})
