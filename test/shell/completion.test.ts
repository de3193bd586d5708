import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {asTyped, begunWords} from '../../src/shell/begun-words.ts'
import {inColumns, typedFor} from '../../src/terminal/completion.ts'
import {hasScript} from '../cli/screen.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {keys, ShellRun} from './support.ts'
import {hasTmux, TmuxShell} from './tmux.ts'

const {tab} = keys
const options = {maps: {'big.map': '/a old\n'}, sections: ['backend web\n  server s1 127.0.0.1:1\n  server s2 127.0.0.1:2\n']}

test('words of a line that is typed, as they are meant', () => {
  expect(begunWords('map sync "my f', true)).toEqual({words: ['map', 'sync'], begun: 'my f', typed: '"my f', quote: '"'})
  expect(begunWords(String.raw`map  sync a\ b 'c d' x\ y`, true)).toEqual({
    words: ['map', 'sync', 'a b', 'c d'],
    begun: 'x y',
    typed: String.raw`x\ y`,
    quote: '',
  })
  expect(begunWords(`add map m it's x`, false)).toEqual({words: ['add', 'map', 'm', `it's`], begun: 'x', typed: 'x', quote: ''})
  expect(begunWords('show ', true)).toEqual({words: ['show'], begun: '', typed: '', quote: ''})
  // what is typed for a word means that word
  for (const word of ['my file', `it's "x"`, String.raw`a\b;c`, 'täst']) {
    for (const quote of ['', '"', "'"] as const) expect(begunWords(`map sync ${asTyped(word, quote)}`, true).begun, quote).toBe(word)
  }
})

test('what is typed for the user: the only one, or what all have in common', () => {
  const found = (...texts: string[]) => texts.map((text) => ({text, ending: ' ', shown: text}))
  expect(typedFor({begun: 's', found: found('state')})).toBe('state ')
  expect(typedFor({begun: 's', found: found('state', 'startup-logs')})).toBe('sta')
  expect(typedFor({begun: 'sta', found: found('state', 'startup-logs')})).toBe('sta')
  expect(typedFor({begun: 'x', found: []})).toBe('x')
  expect(typedFor({begun: 'a', found: found(String.raw`a\ b`, String.raw`a\"b`)})).toBe('a')
})

test('words in columns, from the top to the bottom, and how many more there are', () => {
  const words = Array.from({length: 30}, (_, at) => `server${at}`)
  const wide = (word: string): number => (word === '名前' ? 4 : word.length)
  const lines = inColumns(words, wide, 80, undefined)
  expect(lines).toHaveLength(4)
  expect(lines[0]).toBe('server0   server4   server8   server12  server16  server20  server24  server28')
  expect(inColumns(words, wide, 200, undefined)).toHaveLength(2)
  expect(inColumns(words, wide, 5, undefined)).toHaveLength(30)
  expect(inColumns(words, wide, 80, 2)).toEqual([
    expect.stringMatching(/^server0 +server2 +/),
    expect.stringMatching(/^server1 .*server15$/),
    '… 14 more of 30; Tab once more shows all',
  ])
  expect(inColumns(['名前', 'b', 'name', 'd'], wide, 12, undefined)).toEqual(['名前  name', 'b     d'])
})

describe.runIf(hasScript).each(lab.versions)('Tab on HAProxy %s', (version) => {
  test('completes words behind the first two, and sessions that were listed, without asking for them', async () => {
    await using haproxy = await lab.start(version, options)
    await using relay = await Relay.before(haproxy.socket)
    await using shell = new ShellRun(relay.address, {env: 'HACTL_PAGER='})
    await shell.prompts()
    expect(await shell.command(`set rate-limit se${tab}g${tab}77`)).toBe('✓')
    expect((await haproxy.exchange('show info')).toString()).toMatch(/^SessRateLimit: 77$/m)
    expect(await shell.command(`set profiling ta${tab}au${tab}`)).toBe('✓')
    expect(await shell.command(`show errors we${tab}`)).toMatch(/Total events|^$/)
    expect(await shell.command(`help serv${tab}dr${tab}`)).toMatch(/USAGE/)
    shell.type(`shutdown session ${tab}`)
    await shell.shows(/shutdown session$/)
    shell.type(keys.ctrlC)
    await shell.prompts()
    const id = /^(0x[0-9a-f]+): /m.exec(await shell.command('show sess'))?.[1] ?? ''
    const asked = relay.requests.filter((request) => request.includes('show sess')).length
    // others may have been listed, too; their ids differ before the last digit
    shell.type(`shutdown session ${id.slice(0, -1)}${tab}`)
    await shell.shows(new RegExp(`shutdown session ${id}$`))
    expect(relay.requests.filter((request) => request.includes('show sess'))).toHaveLength(asked)
  })
})

describe.runIf(hasTmux)('Tab in a terminal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hactl-completion-'))
  const many = Array.from({length: 300}, (_, at) => `  server app-${at} 127.0.0.1:1\n`).join('')
  const haproxy = await lab.start('3.2', {sections: [...options.sections, `backend farm\n${many}`], maps: {'big.map': ''}})
  afterAll(() => haproxy[Symbol.asyncDispose]())
  mkdirSync(join(folder, 'hactl'))
  mkdirSync(join(folder, 'with blank'))
  writeFileSync(join(folder, 'with blank/entries of 名前.map'), '/a b\n')
  writeFileSync(join(folder, 'hactl/config.yaml'), `contexts:\n  production:\n    sockets: ${haproxy.socket}\n`)
  const opened = async (columns = 100): Promise<TmuxShell> => {
    const shell = new TmuxShell(haproxy.socket, {columns, env: {XDG_CONFIG_HOME: folder}})
    await shell.prompts()
    return shell
  }

  test('lists in columns what there is, and all of it when it is pressed once more', async () => {
    for (const columns of [80, 200]) {
      using shell = await opened(columns)
      shell.type('server drain farm/\t')
      await shell.shows(/> server drain farm\/app-$/)
      shell.press('Tab')
      await shell.shows(/\nfarm\/app-0 +farm\/app-\d+ [^]*\n… \d+ more of 300; Tab once more shows all\n.*> server drain farm\/app-$/)
      expect(shell.text.split('\n').length).toBeLessThanOrEqual(24)
      expect(Math.max(...shell.text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns)
      shell.press('Tab')
      await shell.shows(/farm\/app-299[^…]*\n.*> server drain farm\/app-$/)
      shell.enter('17')
      await shell.shows(/farm\/app-17 is drain/)
      // what was typed before comes first
      shell.type('server ready farm/app-\t')
      await shell.shows(/ready farm\/app-\nfarm\/app-17 +[^]*Tab once more shows all\n/)
      shell.press('C-c')
      await shell.prompts()
      await shell.leaves()
    }
  })

  test('completes files with blanks and wide letters, values of flags, contexts', async () => {
    using shell = await opened(160)
    const ends = async (typed: string, screen: RegExp) => {
      shell.type(typed)
      await shell.shows(screen)
      shell.press('C-c')
      await shell.prompts()
    }
    await ends(`map sync ${folder}/wi\ten\t--map big.map`, /with\\ blank\/entries\\ of\\ 名前\.map --map big\.map$/)
    await ends(`map sync "${folder}/wi\ten\t--map`, /with blank\/entries of 名前\.map" --map$/)
    await ends(`map sync ${folder}/with\\ blank/en\t--backup ${folder}/ha\tx`, /--backup .*\/hactl\/x$/)
    await ends('hactl serv\tli\t-o js\tx', /hactl server list -o json x$/)
    await ends('stat --output=ya\tx', /stat --output=yaml x$/)
    await ends('stat --context pr\tx', /stat --context production x$/)
    await ends('\\c pr\tx', /\\c production x$/)
    await ends('\\pager of\tx', /\\pager off x$/)
    await ends('\\watch 2 show cli le\tx', /\\watch 2 show cli level x$/)
    await ends('show version; set server we\ts1 st\tdr\tx', /; set server web\/s1 state drain x$/)
    expect(shell.all).not.toContain('Error')
    await shell.leaves()
  })

  test('a line that is typed stays whole when the terminal is made narrower and wider, with a list above it, too', async () => {
    using shell = await opened(100)
    // at the bottom of a full screen, where a terminal that wraps anew keeps all of it in sight
    shell.enter('\\pager off')
    shell.enter('help')
    await shell.shows(/quit +: .*\n.*> *$/)
    const word = '名前'.repeat(20)
    const line = `map set big.map ${word} value`
    shell.type(line)
    await shell.shows(/ value$/)
    for (const [at, columns] of [60, 40, 120, 30, 200, 80].entries()) {
      await shell.resize(columns, 24)
      // what is typed then comes behind it; with the second key the first has been taken, and what was told before it
      for (const typed of ['!', '?']) {
        shell.type(typed)
        const whole = new RegExp(`^(?:(?!map set).)*> ${line}(?:!\\?){${at}}!${typed === '?' ? '\\?' : ''}$`)
        await expect.poll(() => shell.text.replaceAll('\n', ''), {timeout: 10_000, message: `at ${columns} columns`}).toMatch(whole)
      }
    }
    shell.press('C-a', 'C-k')
    shell.type('server ready farm/app-\t')
    await shell.shows(/Tab once more[^]*farm\/app-$/)
    await shell.resize(50, 20)
    shell.type('2')
    await shell.shows(/server ready farm\/app-2$/)
    shell.press('C-c')
    await shell.prompts()
    await shell.leaves()
  })

  test('never keeps who types waiting for a HAProxy that does not answer', async () => {
    await using relay = await Relay.before(haproxy.socket)
    using shell = new TmuxShell(relay.address)
    await shell.prompts()
    shell.type('show cli \t')
    await shell.shows(/level +sockets/)
    relay.plan = () => ({kind: 'stall-request'})
    const start = performance.now()
    shell.type('\u0015server ready we\tb/s1')
    await shell.shows(/> server ready web\/s1$/)
    expect(performance.now() - start).toBeLessThan(2000)
    shell.press('C-c')
    await shell.prompts()
  })
})
