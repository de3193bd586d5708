import {describe, expect, test} from 'vitest'
import {commandFiles, root} from '../../scripts/commands.mjs'
import {verbFrom} from '../../src/commands/base/verb-facts.ts'
import {aliasWords, bashReplies} from '../../src/completion/bash.ts'
import {ownShell} from '../../src/completion/scripts/script.ts'
import {readTyped} from '../../src/completion/typed-line.ts'
import {choicesOf, kindOfArgument, kindOfFlag} from '../../src/completion/values.ts'
import {environment, hactl} from '../cli/hactl.ts'

test.each([
  ['hactl map get ', ['hactl', 'map', 'get'], '', ''],
  ['hactl map get /a', ['hactl', 'map', 'get'], '/a', ''],
  [`hactl 'a b' "c\\"d" e\\ f `, ['hactl', 'a b', 'c"d', 'e f'], '', ''],
  [`hactl "a b`, ['hactl'], 'a b', '"'],
  [`hactl '`, ['hactl'], '', "'"],
  [`hactl "" `, ['hactl', ''], '', ''],
  [`hactl 'a\\'b`, ['hactl'], 'a\\b', ''],
  ['hactl "a\\nb', ['hactl'], 'a\\nb', '"'],
  ['hactl x > file y', ['hactl', 'x'], 'y', ''],
  ['hactl x 2>file &>file 2>&1 y', ['hactl', 'x'], 'y', ''],
  ['hactl x a2>file y', ['hactl', 'x', 'a2'], 'y', ''],
])('%j is taken apart', (line, words, begun, quote) => {
  expect(readTyped(line)).toEqual({words, begun, quote, isRedirected: false})
})

test('behind > and < stands a file', () => {
  expect(readTyped('hactl map show x >fi').isRedirected).toBe(true)
  expect(readTyped('hactl map show x > ').isRedirected).toBe(true)
  expect(readTyped('hactl map show x ">').isRedirected).toBe(false)
})

test.each([
  ['hactl', []],
  ["hactl -s '/a b'", ['-s', '/a b']],
  ['sudo -u haproxy /opt/bin/hactl server', ['server']],
  ['less', []],
  ['', []],
])('the alias %j says %j', (alias, words) => {
  expect(aliasWords(alias)).toEqual(words)
})

describe('replies for bash', () => {
  const replies = (line: string, replaced: string, words: readonly string[], type = '9'): string[] =>
    bashReplies({candidates: words.map((word) => ({word, about: `about ${word}`}))}, {line, replaced, type, columns: 40})

  test.each([
    ['hactl x ', '', 'a b', 'a\\ b'],
    ['hactl x odd:', '', 'odd:one/', 'one/'],
    ['hactl x odd:o', 'o', 'odd:one/', 'one/'],
    ['hactl x --output=j', 'j', '--output=json', 'json'],
    ['hactl x "odd:o', 'odd:o', 'odd:one/$', 'odd:one/\\$'],
    [`hactl x 'a`, 'a', `a'b`, `a'\\''b`],
    ['hactl x a\\ b', 'a\\ b', 'a bc', 'a\\ bc'],
    ['hactl x "a', 'a', 'a!b', 'a"\\!"b'],
  ])('to %j, of which %j is replaced', (line, replaced, word, reply) => {
    expect(replies(line, replaced, [word])).toEqual([reply])
  })

  test('tell what words do only where bash lists them, a line each', () => {
    expect(replies('hactl ', '', ['map', 'server'])).toEqual(['map', 'server'])
    expect(replies('hactl ', '', ['map', 'server'], '63')).toEqual(['map     (about map)', 'server  (about server)'])
    expect(replies('hactl m', 'm', ['map'], '63')).toEqual(['map'])
    expect(replies('hactl ', '', ['x'.repeat(50), 'y'], '63').map((reply) => reply.length)).toEqual([50, 50])
  })
})

test('PowerShell says and gets words as JSON, in ASCII', async () => {
  const answer = async (...typed: readonly string[]): Promise<unknown> => {
    const {stdout, stderr} = await hactl(['__complete', 'powershell'], {env: {HACTL_COMPLETE: JSON.stringify(typed)}})
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^[ -~]*$/)
    return JSON.parse(stdout)
  }
  expect(await hactl(['__complete', 'powershell'], {env: {HACTL_COMPLETE: '["map'}})).toMatchObject({status: 0, stdout: expect.stringMatching(/^\{"files":/)})
  const word = (name: string): unknown => ({word: name, about: expect.any(String)})
  expect(await answer('profiling', '')).toEqual({files: false, words: [word('set'), word('show')]})
  // whatever quotes were typed, it hands over both
  expect(await answer('profiling', "'se'")).toEqual({files: false, words: [word('set')]})
  expect(await answer('profiling', '"se')).toEqual({files: false, words: [word('set')]})
  expect(await answer('map', 'check', "'")).toEqual({files: true, words: []})
  expect(await answer('')).toMatchObject({words: expect.arrayContaining([{word: 'debug', about: 'for HAProxy’s developers'}])})
})

describe('hactl completion', () => {
  test('without a shell tells how the script is kept for this one', async () => {
    const {stdout, status} = await hactl(['completion'], {env: {SHELL: '/usr/bin/zsh'}})
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Your shell is zsh \(SHELL\)\.[^]*hactl completion zsh > ~\/\.zfunc\/_hactl/)
    expect(stdout).not.toContain('__complete')
  })

  test('says which shells there are when it does not know this one', async () => {
    const {stderr, status} = await hactl(['completion'], {env: {SHELL: '/bin/dash'}})
    expect(status).toBe(2)
    expect(stderr).toMatch(/bash, zsh, fish, powershell/)
  })

  test.each([
    ['/usr/local/bin/fish', 'fish'],
    ['/opt/microsoft/powershell/7/pwsh', 'powershell'],
    ['/bin/sh', undefined],
  ])('%s is %s', (path, shell) => {
    expect(ownShell({SHELL: path})).toBe(shell)
  })

  test('PowerShell on Windows has no SHELL', () => {
    expect(ownShell({PSModulePath: 'C:\\'})).toBe('powershell')
  })

  test('__complete stands in no help', async () => {
    const {stdout} = await hactl(['--help'], {env: environment()})
    expect(stdout).toContain('completion')
    expect(stdout).not.toContain('__complete')
  })
})

/** Arguments and flags of which only the user knows what they are to be. */
const free = new Set(
  (
    'address command expression key keywords line maxconn name pattern sample session sessions value values version weight ' +
    '--addr --by --chunk-size --buffer-size --data --default-timeout --fields --from --glob --guid --interval --key --level --limit --max-change --name ' +
    '--older --pace --port --query --require-entries --send --source --timeout --verbosity --version --wait-timeout'
  ).split(' '),
)

test('of each argument and flag it is known what it names, what it may be, or that only the user knows', async () => {
  const unknown: string[] = []
  for (const {id, path} of commandFiles()) {
    const {default: command} = (await import(`${root}src/commands/${path}`)) as {default: {flags?: object; baseFlags?: object; args?: object}}
    const verb = verbFrom(id, '', () => ({flags: {...command.baseFlags, ...command.flags}, args: {...command.args}}))
    for (const argument of verb.args)
      if (choicesOf(verb, argument).length === 0 && !kindOfArgument(verb, argument) && !free.has(argument.name)) unknown.push(`${verb.name} ${argument.name}`)
    for (const flag of verb.flags)
      if (flag.takesValue && flag.choices.length === 0 && !kindOfFlag(flag, verb) && !free.has(`--${flag.name}`)) unknown.push(`${verb.name} --${flag.name}`)
  }
  expect(unknown).toEqual([])
})
