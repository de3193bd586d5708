import {describe, expect, test} from 'vitest'
import {hactl} from './hactl.ts'
import {hasScript, TerminalRun} from './screen.ts'

/** What is typed, and what it is told. */
const slips: readonly [typed: string, message: string, hint: string][] = [
  ['servr list', 'there is no command "servr list"', 'did you mean hactl server list?'],
  ['server drian', 'there is no command "server drian"', 'did you mean hactl server drain?'],
  ['map syn big.map', 'there is no command "map syn big.map"', 'did you mean hactl map sync?'],
  ['server state sav', 'there is no command "server state sav"', 'did you mean hactl server state save?'],
  ['srver', 'there is no command "srver"', 'did you mean hactl server?'],
  ['list servers', 'there is no command "list servers"', 'did you mean hactl server list?'],
  ['drain be/s1', 'there is no command "drain be/s1"', 'did you mean hactl server drain?'],
  ['sycn big.map', 'there is no command "sycn big.map"', 'did you mean hactl acl sync or hactl map sync?'],
  ['server nonsense', 'there is no command "server nonsense"', 'verbs of server: add, addr, '],
  ['server state be/s1 ready', 'there is no command "server state be/s1 ready"', 'verbs of server state: restore, save;'],
  ['backend add be_new', '--from is needed', 'hactl backend add --help'],
  ['version --client --fields hactll', 'there is no field hactll', 'did you mean hactl? there are: hactl, node'],
  ['limit set maxcon 5', 'there is no limit "maxcon"', 'did you mean maxconn? there are maxconn, '],
  ['nonsense', 'there is no command "nonsense"', 'hactl --help lists all commands'],
  ['server --json=false', 'server needs a verb: add, addr, ', 'hactl server --help'],
  ['map sync big.map --dryrun', 'there is no flag --dryrun', 'did you mean --dry-run?'],
  ['map list --out json', 'there is no flag --out', 'did you mean --output?'],
  ['stat --dwon', 'there is no flag --dwon', 'did you mean --down?'],
  ['map list -o jsn', '--output takes one of table, json, yaml, csv, plain; not "jsn"', 'did you mean json?'],
  ['map sync big.map --verify ful', '--verify takes one of full, count, none; not "ful"', 'did you mean full?'],
  ['map list -o nonsense', '--output takes one of', 'hactl map list --help'],
]

describe('a slip is told of, with what was probably meant, and nothing runs', () => {
  test.each(slips)('hactl %s', async (typed, message, hint) => {
    const {status, stdout, stderr} = await hactl(typed.split(' '), {env: {HACTL_SOCKET: '/nonexistent'}})
    // 3 would say that something tried to connect
    expect({status, stdout}).toEqual({status: 2, stdout: ''})
    const [first = '', second = ''] = stderr.split('\n')
    expect(first).toContain(`Error: ${message}`)
    expect(second).toContain(hint)
  })

  test.runIf(hasScript).each([slips[1], slips[17], slips[18]].flatMap((slip) => (slip ? [slip] : [])))(
    'hactl %s, in a terminal',
    async (typed, message, hint) => {
      const run = new TerminalRun(typed.split(' '), 80)
      expect(await run.ended).toBe(2)
      expect(run.screen.text.replaceAll('\n', ' ')).toContain(message)
      expect(run.screen.text).toContain(hint)
    },
  )
})

test('of what is missing nothing else is said, though flags may be repeated', async () => {
  const {stderr} = await hactl(['table', 'show'], {env: {HACTL_SOCKET: '/nonexistent'}})
  expect(stderr.split('\n')[0]).toBe('Error: missing argument: TABLE')
})

describe('a topic without a verb', () => {
  test.each(['', ' --help'])('shows its verbs: hactl server%s', async (flags) => {
    const {status, stdout, stderr} = await hactl(`server${flags}`.split(' '))
    expect({status, stderr}).toEqual({status: 0, stderr: ''})
    for (const verb of ['server list', 'server drain', 'server state']) expect(stdout).toContain(verb)
  })

  test('is an error for a program that forgot the verb', async () => {
    const {status, stdout} = await hactl(['server', '-o', 'json'])
    expect(status).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'usage', message: expect.stringMatching(/^server needs a verb: add, .*, state save$/)}})
  })
})
