import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {type Ended, errorIn, hactl} from './hactl.ts'
import {hasScript, TerminalRun} from './screen.ts'

let haproxy: LabHaproxy
let home: string
let project: string
beforeAll(async () => {
  haproxy = await lab.start('3.2', {maps: {'big.map': 'a old\n'}, files: {'new.map': 'a new\n'}, global: ['stats socket {folder}/low.sock level operator']})
})
afterAll(() => haproxy[Symbol.asyncDispose]())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hactl-home-'))
  project = join(home, 'work')
  mkdirSync(join(project, 'deep/er'), {recursive: true})
})
afterEach(() => rmSync(home, {recursive: true}))

const userPath = (): string => join(home, '.config/hactl/config.yaml')
const projectPath = (): string => join(project, '.hactl.yaml')

function writeUser(text: string): void {
  mkdirSync(join(home, '.config/hactl'), {recursive: true})
  writeFileSync(userPath(), text)
}

const run = (line: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = home): Promise<Ended> => hactl(line, {cwd, env: {HOME: home, ...env}})
const inProject = (line: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> => run(line, env, join(project, 'deep/er'))

const change = (): string[] => ['map', 'set', haproxy.file('big.map'), 'a', 'changed']
const valueOfA = async (): Promise<string | undefined> => (await haproxy.dump('big.map')).find(([key]) => key === 'a')?.[1]
const putBack = (): Promise<Ended> => hactl(['map', 'set', haproxy.file('big.map'), 'a', 'old', '-s', haproxy.socket])

describe('a context of one’s own', () => {
  test('is added, used, shown and removed, and comments stay', async () => {
    expect(await run(['context', 'add', 'lab', '--socket', haproxy.socket, '--level', 'admin'])).toMatchObject({status: 0, stdout: ''})
    expect(statSync(userPath()).mode & 0o777).toBe(0o600)
    writeFileSync(userPath(), `# mine\n${readFileSync(userPath(), 'utf8').replace('  lab:', '  # the one in the cellar\n  lab:')}`)
    expect((await run(['version', '--context', 'lab'])).stdout).toContain('3.2')
    expect(await run(['context', 'use', 'lab'])).toMatchObject({status: 0})
    expect(await run(['context', 'add', 'other', '-s', '/run/other.sock', '--read-only', '--default-timeout', '5s'])).toMatchObject({status: 0})
    expect(JSON.parse((await run(['context', 'list', '-o', 'json'])).stdout)).toMatchObject([
      {current: true, name: 'lab', address: haproxy.socket, level: 'admin', readOnly: false},
      {current: false, name: 'other', address: '/run/other.sock', level: null, readOnly: true},
    ])
    expect(JSON.parse((await run(['context', 'show', 'other', '--json'])).stdout)).toMatchObject({sockets: ['/run/other.sock'], readOnly: true, timeout: '5s'})
    expect((await run(['version'])).stdout).toContain('3.2')
    expect(await run(['context', 'remove', 'lab'])).toMatchObject({status: 0})
    const text = readFileSync(userPath(), 'utf8')
    expect(text).toContain('# mine')
    expect(text).not.toContain('current')
    expect(await run(['version', '--context', 'lab'])).toMatchObject({status: 2, stderr: expect.stringContaining('there are: other')})
  })

  test('comments and the order of what stays are kept by each change', async () => {
    const text = '# all of ours\ncontexts:\n  # first\n  one:\n    sockets: [/run/one.sock] # in the cellar\n\n  two:\n    sockets: /run/two.sock\n'
    writeUser(text)
    expect(await run(['context', 'use', 'two'])).toMatchObject({status: 0})
    expect(await run(['context', 'add', 'three', '-s', '/run/three.sock'])).toMatchObject({status: 0})
    expect(await run(['context', 'remove', 'three'])).toMatchObject({status: 0})
    const changed = readFileSync(userPath(), 'utf8')
    expect(changed.split('\n').filter((line) => !text.includes(line))).toEqual(['current: two'])
    for (const line of ['# all of ours', '  # first', '# in the cellar']) expect(changed).toContain(line)
    expect(await run(['context', 'use', '--none'])).toMatchObject({status: 0})
    expect(readFileSync(userPath(), 'utf8')).toContain('# all of ours')
  })

  test('is not replaced unasked, and a dry run writes nothing', async () => {
    const dry = await run(['context', 'add', 'lab', '-s', '/run/a.sock', '--dry-run'])
    expect(dry).toMatchObject({status: 0, stdout: expect.stringContaining('/run/a.sock')})
    expect(existsSync(userPath())).toBe(false)
    await run(['context', 'add', 'lab', '-s', '/run/a.sock'])
    expect(errorIn(await run(['context', 'add', 'lab', '-s', '/run/b.sock', '--json']))).toMatchObject({code: 'context-exists'})
    expect(readFileSync(userPath(), 'utf8')).toContain('/run/a.sock')
    expect(await run(['context', 'add', 'lab', '-s', '/run/b.sock', '--replace'])).toMatchObject({status: 0})
    expect(readFileSync(userPath(), 'utf8')).toContain('/run/b.sock')
  })

  test('of several sockets is refused by name, and one with a wish for a level says what is lacking', async () => {
    writeUser(`contexts:\n  two:\n    sockets: [/run/a.sock, /run/b.sock]\n`)
    expect(errorIn(await run(['version', '--context', 'two', '--json']))).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('context two has 2 sockets'),
    })
    writeUser(`contexts:\n  low:\n    sockets: ${haproxy.file('low.sock')}\n    level: admin\n`)
    expect(await run(['version', '--context', 'low', '--json'])).toMatchObject({status: 7})
  })
})

describe('what goes before what', () => {
  const origins = async (line: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Record<string, string[]>> => {
    const {stdout, stderr} = await inProject(['config', 'show', '--origin', '-o', 'csv', '--no-headers', ...line], env)
    expect(stderr).not.toContain('Error')
    return Object.fromEntries(
      stdout
        .trim()
        .split(/\r?\n/)
        .map((row) => row.split(','))
        .map(([setting = '', ...rest]) => [setting, rest]),
    )
  }

  test('flag, environment, project file, user file, discovery', async () => {
    expect(await origins([])).toMatchObject({context: ['', 'nobody'], address: ['', 'discovery'], timeout: ['10s', 'hactl']})
    writeUser(
      'current: mine\ndefaults: {timeout: 3s}\ncontexts:\n  mine: {sockets: /run/mine.sock}\n  named: {sockets: /run/named.sock, defaults: {timeout: 2s}}\n',
    )
    expect(await origins([])).toMatchObject({
      context: ['mine', `${userPath()}:1`],
      address: ['/run/mine.sock', `${userPath()}:4`],
      timeout: ['3s', `${userPath()}:2`],
    })
    writeFileSync(projectPath(), 'current: ours\ncontexts:\n  ours:\n    sockets: [run/ours.sock]\n    defaults:\n      timeout: 4s\n')
    expect(await origins([])).toMatchObject({
      context: ['ours', `${projectPath()}:1`],
      address: [join(project, 'run/ours.sock'), `${projectPath()}:3`],
      timeout: ['4s', `${projectPath()}:6`],
    })
    const env = {HACTL_CONTEXT: 'named', HACTL_TIMEOUT: '9s'}
    expect(await origins([], env)).toMatchObject({
      context: ['named', 'HACTL_CONTEXT'],
      address: ['/run/named.sock', `${userPath()}:5`],
      timeout: ['9s', 'HACTL_TIMEOUT'],
    })
    expect(await origins([], {HACTL_SOCKET: '/run/env.sock'})).toMatchObject({address: ['/run/env.sock', 'HACTL_SOCKET'], timeout: ['3s', `${userPath()}:2`]})
    expect(await origins(['--context', 'mine', '--timeout', '1s'], env)).toMatchObject({context: ['mine', '--context'], timeout: ['1s', '--timeout']})
    expect(await origins(['-s', '/run/flag.sock'], env)).toMatchObject({context: ['', 'nobody'], address: ['/run/flag.sock', '--socket']})
  })

  test('a name that no file has is told, and not taken for a discovery', async () => {
    expect(await origins(['--context', 'nowhere'])).toMatchObject({context: ['nowhere', '--context'], address: ['', 'nobody']})
    expect((await run(['config', 'show'], {HACTL_CONTEXT: 'nowhere'})).stderr).toContain('there is no context "nowhere", which HACTL_CONTEXT names')
  })

  test('two targets in one breath are refused', async () => {
    expect(await run(['version', '-s', '/a', '--context', 'b'])).toMatchObject({status: 2, stderr: expect.stringContaining('--socket and --context')})
    expect(await run(['version'], {HACTL_SOCKET: '/a', HACTL_CONTEXT: 'b'})).toMatchObject({status: 2, stderr: expect.stringContaining('HACTL_CONTEXT')})
  })

  test('the form of the output comes from a file, too, and a flag or variable is stronger', async () => {
    writeUser(`defaults:\n  output: json\ncontexts:\n  lab: {sockets: ${haproxy.socket}, defaults: {output: csv}}\n`)
    expect(JSON.parse((await run(['map', 'list', '-s', haproxy.socket])).stdout)).toHaveLength(1)
    expect((await run(['map', 'list', '--context', 'lab'])).stdout).toMatch(/^id,file/)
    expect((await run(['map', 'list', '--context', 'lab', '-o', 'table'])).stdout).toMatch(/^ID +MAP/)
    expect((await run(['map', 'list', '--context', 'lab', '--query', 'length(@)'])).stdout.trim()).toBe('1')
    expect((await run(['map', 'list', '--context', 'lab'], {HACTL_OUTPUT: 'table'})).stdout).toMatch(/^ID +MAP/)
  })
})

describe('a file with a mistake', () => {
  test.each([
    ['contexts:\n  lab:\n    sockets: 5\n', '3:14', 'takes a list of texts'],
    ['contexts:\n  lab:\n    sockets: [/a\n', '4:1', ''],
    ['contexts:\n  lab:\n    sockets: /a\n    readOnly: maybe\n', '4:15', 'readOnly takes true or false, not "maybe"'],
    ['contexts:\n  lab:\n    sockets: ssh://host/run/a.sock\n', '3:14', 'only paths, unix:// and tcp://'],
    ['contexts:\n  lab:\n    sockets: /a\n    command: rm -rf /\n', '4:5', 'has no "command"; it takes sockets, master'],
    ['contexts:\n  lab:\n    sockets: "/a\\e[2K/b"\n', '3:14', 'it holds a control character'],
    ['contexts:\n  lab:\n    level: admin\n', '2:3', 'needs sockets or master'],
    ['contexts:\n  lab:\n    sockets: /a\n    level: root\n', '4:12', 'user, operator, admin, not "root"'],
    ['defaults:\n  timeout: 5\n', '2:12', 'timeout takes text, not 5'],
    ['defaults:\n  timeout: 5 years\n', '2:12', 'write it as 500ms, 30s or 2m'],
    ['defaults:\n  output: xml\n', '2:11', 'table, json, yaml, csv, plain'],
    ['- lab\n', '1:1', 'takes a mapping'],
    ['contexts:\n  a: {sockets: /a}\n  a: {sockets: /b}\n', '3:3', 'unique'],
  ])('%j is named with line and column', async (text, place, expected) => {
    writeFileSync(projectPath(), text)
    const ended = await inProject(['version', '--json'])
    expect(ended.status).toBe(2)
    const {code, message} = errorIn(ended)
    expect(code).toBe('context-file-invalid')
    expect(message).toContain(`${projectPath()}:${place}: `)
    expect(message).toContain(expected)
  })

  test('is left alone by what would change it', async () => {
    writeUser('contexts: [\n')
    expect(await run(['context', 'add', 'lab', '-s', '/a'])).toMatchObject({status: 2})
    expect(readFileSync(userPath(), 'utf8')).toBe('contexts: [\n')
  })

  test('and one that may not be read is named, while a home of somebody else holds none', async () => {
    // root may read everything
    const other = process.getuid?.() === 0 ? {uid: 65_534} : {}
    writeUser('contexts: {}\n')
    chmodSync(userPath(), 0)
    chmodSync(home, 0o755)
    const version = (): Promise<Ended> => hactl(['version', '--client'], {cwd: tmpdir(), env: {HOME: home}, ...other})
    expect(await version()).toMatchObject({status: 2, stderr: expect.stringContaining(`${userPath()} cannot be read`)})
    chmodSync(join(home, '.config'), 0)
    expect(await version()).toMatchObject({status: 0})
    chmodSync(join(home, '.config'), 0o755)
  })
})

describe('a context that is read-only', () => {
  beforeEach(() => writeUser(`current: lab\ncontexts:\n  lab:\n    sockets: ${haproxy.socket}\n    readOnly: true\n`))

  test.each([
    ['map set', () => change()],
    ['map sync', () => ['map', 'sync', haproxy.file('new.map'), '--map', haproxy.file('big.map')]],
    ['map clear', () => ['map', 'clear', haproxy.file('big.map'), '--yes']],
    ['exec of a change', () => ['exec', `clear map ${haproxy.file('big.map')}`]],
    ['exec of what nobody knows', () => ['exec', 'show info;frobnicate']],
  ])('refuses %s, and the map stays', async (_, line) => {
    expect(errorIn(await run([...line(), '--json']))).toMatchObject({code: 'read-only', message: expect.stringContaining(`${userPath()}:5`)})
    expect(await run(line())).toMatchObject({status: 7})
    expect(await haproxy.dump('big.map')).toEqual([['a', 'old']])
  })

  test('answers questions, and tells what a change would be', async () => {
    expect(await run(['map', 'get', haproxy.file('big.map'), 'a'])).toMatchObject({status: 0, stdout: expect.stringContaining('old')})
    expect(await run(['exec', 'show info'])).toMatchObject({status: 0})
    expect(await run([...change(), '--dry-run'])).toMatchObject({status: 0})
  })

  test('stays so when a project file of the same name says nothing of it', async () => {
    writeFileSync(projectPath(), `contexts:\n  lab:\n    sockets: ${haproxy.socket}\n    readOnly: false\n`)
    expect(await inProject([...change(), '--context', 'lab'])).toMatchObject({status: 7})
    expect(await valueOfA()).toBe('old')
  })
})

describe('a context that asks', () => {
  beforeEach(() => writeUser(`contexts:\n  lab:\n    sockets: ${haproxy.socket}\n    confirm: true\n`))

  test('changes nothing without an answer, and does with --yes', async () => {
    expect(errorIn(await run([...change(), '--context', 'lab', '--json']))).toMatchObject({
      code: 'confirmation-required',
      message: expect.stringContaining('context lab'),
    })
    expect(errorIn(await run(['exec', `clear map ${haproxy.file('big.map')}`, '--context', 'lab', '--json']))).toMatchObject({code: 'confirmation-required'})
    expect(await valueOfA()).toBe('old')
    expect(await run(['map', 'list', '--context', 'lab'])).toMatchObject({status: 0})
    expect(await run([...change(), '--context', 'lab', '--yes'])).toMatchObject({status: 0})
    expect(await valueOfA()).toBe('changed')
    await putBack()
  })

  test('a batch asks once, unless it only reads', async () => {
    const commands = join(home, 'commands.txt')
    writeFileSync(commands, `set map ${haproxy.file('big.map')} a changed\n`)
    expect(errorIn(await run(['batch', commands, '--context', 'lab', '--json']))).toMatchObject({code: 'confirmation-required'})
    expect(await run(['batch', commands, '--context', 'lab', '--yes'])).toMatchObject({status: 0})
    expect(await valueOfA()).toBe('changed')
    await putBack()
    writeFileSync(commands, 'show map\n')
    expect(await run(['batch', commands, '--context', 'lab', '--read-only'])).toMatchObject({status: 0})
  })
})

describe('a project file, where nobody can be asked', () => {
  beforeEach(() => writeFileSync(projectPath(), `current: lab\ncontexts:\n  lab:\n    sockets: ${haproxy.socket}\n`))

  test('names the target of questions', async () => {
    expect(await inProject(['map', 'get', haproxy.file('big.map'), 'a'])).toMatchObject({status: 0})
    expect(await inProject([...change(), '--dry-run'])).toMatchObject({status: 0})
  })

  test.each([
    ['map set', () => change()],
    ['exec', () => ['exec', `set map ${haproxy.file('big.map')} a changed`]],
  ])('and of a change only with --context or HACTL_CONTEXT, not with --yes: %s', async (_, line) => {
    expect(errorIn(await inProject([...line(), '--yes', '--json']))).toMatchObject({code: 'context-unconfirmed', target: haproxy.socket})
    expect(await valueOfA()).toBe('old')
    expect(await inProject([...line(), '--context', 'lab'])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(`target: context lab, ${haproxy.socket}`),
    })
    expect(await valueOfA()).toBe('changed')
    await putBack()
    expect(await inProject(line(), {HACTL_CONTEXT: 'lab'})).toMatchObject({status: 0})
    expect(await valueOfA()).toBe('changed')
    await putBack()
  })

  test('with a context of the user’s name that leads elsewhere is not what the name says', async () => {
    writeUser('contexts:\n  lab:\n    sockets: /run/mine.sock\n')
    const error = errorIn(await inProject([...change(), '--context', 'lab', '--yes', '--json']))
    expect(error).toMatchObject({code: 'context-unconfirmed', target: haproxy.socket, hint: expect.stringContaining('/run/mine.sock')})
    expect(await valueOfA()).toBe('old')
    expect(await inProject(['map', 'get', haproxy.file('big.map'), 'a', '--context', 'lab'])).toMatchObject({status: 0})
  })

  test('that is far too large is refused at once', async () => {
    writeFileSync(projectPath(), '#'.repeat(1_000_000))
    expect(errorIn(await inProject(['map', 'list', '--json']))).toMatchObject({code: 'context-file-invalid', message: expect.stringContaining('1000000 bytes')})
  })

  test('that makes a context of the user’s the target needs agreement, too', async () => {
    writeUser(`contexts:\n  mine:\n    sockets: ${haproxy.socket}\n`)
    writeFileSync(projectPath(), 'current: mine\n')
    expect(errorIn(await inProject([...change(), '--json']))).toMatchObject({code: 'context-unconfirmed'})
    expect(await valueOfA()).toBe('old')
  })
})

describe.runIf(hasScript)('a project file on a terminal', () => {
  const inTerminal = (folder = project): TerminalRun => new TerminalRun(change(), 200, (command) => `cd '${folder}'; export HOME='${home}'; exec ${command}`)
  const answered = async (answer: string, address = haproxy.socket): Promise<number | null> => {
    const asked = inTerminal()
    await asked.shows(/\[y\/N\]/)
    expect(asked.screen.text).toContain(`target: context lab, ${address}`)
    asked.child.stdin?.write(`${answer}\n`)
    return asked.ended
  }

  test('is asked about as it is, whatever its folder is called', async () => {
    const folder = join(project, 'a\u001B[2K\rb')
    mkdirSync(folder)
    writeFileSync(join(folder, '.hactl.yaml'), `current: lab\ncontexts:\n  lab:\n    sockets: ${haproxy.socket}\n`)
    const asked = inTerminal(folder)
    await asked.shows(/\[y\/N\]/)
    expect(asked.screen.text).toMatch(/a\\x1b\[2K\\rb\/\.hactl\.yaml names context lab/)
    asked.child.stdin?.write('n\n')
    expect(await asked.ended).toBe(2)
    expect(await valueOfA()).toBe('old')
  })

  test('is agreed to once, and again when it has changed', async () => {
    writeFileSync(projectPath(), `current: lab\ncontexts:\n  lab:\n    sockets: ${haproxy.socket}\n`)
    expect(await answered('n')).toBe(2)
    expect(await valueOfA()).toBe('old')
    expect(await answered('y')).toBe(0)
    expect(await valueOfA()).toBe('changed')
    const agreed = join(home, '.local/state/hactl/agreed')
    expect(statSync(agreed).mode & 0o777).toBe(0o600)
    expect(readFileSync(agreed, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
    await putBack()

    const again = inTerminal()
    expect(await again.ended, again.screen.text).toBe(0)
    expect(again.screen.text).toContain(`target: context lab, ${haproxy.socket}`)
    expect(again.screen.text).not.toContain('[y/N]')
    expect(await valueOfA()).toBe('changed')
    await putBack()
    expect((await inProject(change())).status, 'what was agreed to holds without a terminal, too').toBe(0)
    await putBack()

    // the file stays, and its socket becomes a link elsewhere
    const link = join(project, 'here.sock')
    symlinkSync(haproxy.file('low.sock'), link)
    writeFileSync(projectPath(), 'current: lab\ncontexts:\n  lab:\n    sockets: here.sock\n')
    expect(await answered('y', link)).toBe(0)
    await putBack()
    rmSync(link)
    symlinkSync(haproxy.socket, link)
    expect(await answered('n', link)).toBe(2)
    expect(await valueOfA()).toBe('old')

    writeFileSync(projectPath(), `${readFileSync(projectPath(), 'utf8')}# somebody was here\n`)
    expect(await answered('n', link)).toBe(2)
    expect(await valueOfA()).toBe('old')
  })
})
