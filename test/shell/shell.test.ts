import {spawnSync} from 'node:child_process'
import {afterAll, describe, expect, test} from 'vitest'
import {ownHelp} from '../../src/shell/own-commands.ts'
import {hasScript} from '../cli/screen.ts'
import {lab} from '../haproxy/lab.ts'
import {keys, pasted, ShellRun} from './support.ts'

const options = {
  maps: {'big.map': '/a old\n'},
  sections: ['backend web\n  server s1 127.0.0.1:1\n  server s2 127.0.0.1:2\n', 'backend api\n  server a1 127.0.0.1:3\n'],
}

test('what the shell says of itself fits into 80 columns', () => {
  expect(
    ownHelp(['environment', 'exit-codes', 'output', 'contexts', 'transactions'])
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([])
})

describe.runIf(hasScript).each(lab.versions)('the shell on HAProxy %s', (version) => {
  test('takes commands of HAProxy and of hactl, which Tab completes from this HAProxy', async () => {
    await using haproxy = await lab.start(version, options)
    await using shell = new ShellRun(haproxy.socket)
    await shell.prompts(new RegExp(`^\\S+ ${haproxy.full.replaceAll('.', '\\.')}\\S* admin> *$`))
    expect(await shell.command(`show serv${keys.tab}st${keys.tab}we${keys.tab}`)).toMatch(/^1\n# be_id be_name .*\n?[^]*web 1 s1 /)
    expect(await shell.command(`server dr${keys.tab}w${keys.tab}s1`)).toMatch(/web\/s1 is drain/)
    expect(await shell.command(`set server ap${keys.tab}a${keys.tab}st${keys.tab}ma${keys.tab}`)).toBe('✓')
    expect(await shell.command('server list --fields backend,server,admin')).toMatch(/web +s1 +drain[^]*api +a1 +maint/)
    expect(await shell.command(`get map ${keys.tab}/a`)).toMatch(/found=yes|value="?old/)
    await shell.leaves()
  })

  test('keeps what holds for a connection: severity and level', async () => {
    await using haproxy = await lab.start(version, options)
    await using shell = new ShellRun(haproxy.socket)
    await shell.prompts()
    expect(await shell.command('set severity-output string')).toBe('✓')
    expect(await shell.command('set map /nowhere a b')).toMatch(/^\[err\]: /)
    expect(await shell.command('operator')).toBe('✓')
    expect(await shell.command('show cli level')).toMatch(/operator$/)
    expect(shell.text).toMatch(/ operator> *$/)
    expect(await shell.command('set maxconn global 100')).toMatch(/Permission denied/)
    await shell.leaves()
  })

  test('asks before it removes something, and does not send what was not agreed to', async () => {
    await using haproxy = await lab.start(version, options)
    await using shell = new ShellRun(haproxy.socket)
    await shell.prompts()
    const map = haproxy.file('big.map')
    shell.type(`clear map ${map}`)
    await shell.shows(/admin! clear map/)
    shell.type(keys.enter)
    await shell.shows(/\[y\/N\] *$/)
    shell.type(`n${keys.enter}`)
    await shell.shows(/not confirmed, nothing was sent\n.*> *$/)
    expect(await haproxy.dump('big.map')).toHaveLength(1)
    shell.type(`clear map ${map}${keys.enter}`)
    await shell.shows(/nothing was sent[^]*\[y\/N\] *$/)
    shell.type(`y${keys.enter}`)
    await shell.shows(/y\n✓\n.*> *$/)
    expect(await haproxy.dump('big.map')).toHaveLength(0)
    await shell.leaves()
  })
})

describe.runIf(hasScript)('the shell', async () => {
  const haproxy = await lab.start('3.2', options)
  afterAll(() => haproxy[Symbol.asyncDispose]())
  const opened = async (more: ConstructorParameters<typeof ShellRun>[1] = {}): Promise<ShellRun> => {
    const shell = new ShellRun(haproxy.socket, more)
    await shell.prompts()
    return shell
  }

  test('takes a payload line by line, and sends nothing when somebody leaves it', async () => {
    await using shell = await opened()
    const map = haproxy.file('big.map')
    shell.type(`add map ${map} <<${keys.enter}/left behind${keys.enter}`)
    await shell.shows(/\+ \/left behind\n\+ *$/)
    shell.type(keys.ctrlC)
    await shell.shows(/the payload has no end: nothing was sent\n.*> *$/)
    shell.type(`add map ${map} <<END${keys.enter}/b two words${keys.enter}/c c${keys.enter}`)
    await shell.shows(/\+ \/c c\n\+ *$/)
    expect(await haproxy.dump('big.map')).toEqual([['/a', 'old']])
    shell.type(`END${keys.enter}`)
    await shell.shows(/END\n✓\n.*> *$/)
    expect(await haproxy.dump('big.map')).toEqual([
      ['/a', 'old'],
      ['/b', 'two words'],
      ['/c', 'c'],
    ])
  })

  test('runs nothing of a paste before Enter, and then each line in its turn', async () => {
    await using shell = await opened()
    const map = haproxy.file('big.map')
    shell.type(pasted(`add map ${map} <<\n/pasted one\n/pasted two\n\nshow version\n`))
    await shell.shows(/<<↵\/pasted one↵\/pasted two↵↵show version$/)
    expect((await haproxy.dump('big.map')).filter(([key]) => key === '/pasted')).toEqual([])
    shell.type(keys.enter)
    await shell.shows(/> show version\n3\.2\.\S+\n.*> *$/)
    expect((await haproxy.dump('big.map')).filter(([key]) => key === '/pasted')).toEqual([
      ['/pasted', 'one'],
      ['/pasted', 'two'],
    ])
    expect(shell.historyFile.lines).toEqual([`add map ${map} <<`, 'show version'])
  })

  test('shows all of a paste: nothing in it drives the terminal, or hides a part', async () => {
    await using shell = await opened()
    shell.type(pasted('show info\u001B[8m;set server web/s2 weight 44\u001B[1K\u009B2K\u0007\u007F\u202E\u2066\u2028\tjson'))
    await shell.shows(/show info\uFFFD\[8m;set server web\/s2 weight 44\uFFFD\[1K\uFFFD2K\uFFFD{5}\s+json$/)
    shell.type(keys.ctrlC)
    await shell.prompts()
    await shell.leaves()
  })

  test('runs nothing of a paste behind a line that was not sent: its payload would run as commands', async () => {
    await using shell = await opened()
    const before = (await haproxy.exchange('get weight web/s2')).toString()
    shell.type(`${pasted(`add map ${haproxy.file('big.map')} <<TOOLONGAWORD\nset server web/s2 weight 44\nTOOLONGAWORD`)}${keys.enter}`)
    await shell.shows(/commands\n2 more pasted lines were not run\n.*> *$/)
    shell.type(`${pasted(`info --watch\nset server web/s2 weight 44`)}${keys.enter}`)
    await shell.shows(/weight 44\n[^]*LOAD/)
    shell.type(keys.ctrlC)
    await shell.prompts()
    await shell.leaves()
    expect((await haproxy.exchange('get weight web/s2')).toString()).toBe(before)
  })

  test.each(['SIGTERM', 'SIGHUP'] as const)('leaves with %s while it asks, and while it takes a payload', async (signal) => {
    const map = haproxy.file('big.map')
    for (const [line, asked] of [
      [`clear map ${map}`, /\[y\/N\] *$/],
      [`add map ${map} <<`, /\n\+ *$/],
    ] as const) {
      await using shell = await opened()
      shell.type(`${line}${keys.enter}`)
      await shell.shows(asked)
      const {stdout} = spawnSync('ps', ['-t', shell.terminal.replace('/dev/', ''), '-o', 'pid=,comm='], {encoding: 'utf8'})
      process.kill(Number(/^ *(\d+) node/m.exec(stdout)?.[1]), signal)
      expect(await shell.run.ended, shell.text).toBe(0)
    }
  })

  test('remembers what was typed, but for secrets and what begins with a blank', async () => {
    await using shell = await opened()
    await shell.command('show version')
    await shell.command(' show cli level')
    await shell.command('set ssl cert x.pem secret')
    await shell.command('var set proc.token str(secret)')
    await shell.command('show cli sockets')
    expect(shell.historyFile).toEqual({lines: ['show version', 'show cli sockets'], mode: 0o600})
    await shell.leaves()
    await using next = await opened({folder: shell.folder})
    next.type(`${keys.up}${keys.up}`)
    await next.shows(/> show version$/)
    next.type(keys.ctrlC)
    await next.prompts()
    next.type(`${keys.ctrlR}sock`)
    await next.shows(/\(search "sock"\) show cli sockets$/)
    expect(await next.command('')).toMatch(/admin\.sock/)
  })

  test('Ctrl-C ends what runs, and what is typed, and not the shell', async () => {
    await using shell = await opened()
    shell.type(`wait 60s${keys.enter}`)
    await shell.runs()
    shell.type(keys.ctrlC)
    await shell.shows(/interrupted\n.*> *$/)
    shell.type(`info --watch${keys.enter}`)
    await shell.shows(/info --watch\n[^]*LOAD/)
    shell.type(keys.ctrlC)
    await shell.shows(/\n\S+ \S+ admin> *$/)
    shell.type(`del map everything${keys.ctrlC}`)
    await shell.shows(/del map everything\^C\n.*> *$/)
    expect(await shell.command('show version')).toMatch(/^3\.2/)
    await shell.leaves()
  })

  test('a terminal that grows shows more of a table', async () => {
    await using shell = await opened({columns: 60})
    expect(await shell.command('server list')).not.toContain('ADDRESS')
    shell.type('server')
    await shell.shows(/> server$/)
    expect(spawnSync('stty', ['-F', shell.terminal, 'cols', '160', 'rows', '50']).status).toBe(0)
    shell.run.screen.columns = 160
    expect(await shell.command(' list')).toMatch(/ADDRESS[^]*127\.0\.0\.1:1/)
  })

  test('begins with the form of the output that was asked for', async () => {
    await using shell = await opened({flags: ['-o', 'json']})
    expect(JSON.parse(await shell.command('server list api --fields server'))).toEqual([{server: 'a1'}])
  })

  test('an impatient Ctrl-C ends a command of hactl, and not the shell', async () => {
    await using shell = await opened()
    shell.type(`info --watch${keys.enter}`)
    await shell.shows(/info --watch\n[^]*LOAD/)
    shell.type(`${keys.ctrlC}${keys.ctrlC}${keys.ctrlC}`)
    await shell.shows(/LOAD[^]* admin> *$/)
    expect(await shell.command('show version')).toMatch(/^3\.2/)
  })

  test('tells what could have been meant', async () => {
    await using shell = await opened()
    expect(await shell.command('show nonsense')).toContain('knows "show nonsense" here')
    expect(await shell.command('shwo stat')).toMatch(/neither HAProxy nor hactl knows "shwo" here\ndid you mean show stat/)
    expect(await shell.command('server drian web/s1')).toMatch(/did you mean hactl server drain/)
    expect(await shell.command('\\nope')).toMatch(/the shell has no \\nope/)
  })

  test('only reads with --read-only, whoever the command is for', async () => {
    await using shell = await opened({flags: ['--read-only']})
    expect(shell.text).toMatch(/admin read-only> *$/)
    const before = (await haproxy.exchange('show servers state;show map')).toString()
    for (const line of [
      'set server web/s1 state maint',
      'frobnicate',
      'show info;clear counters',
      'server maint web/s1',
      `map sync ${haproxy.file('big.map')}`,
      'exec "clear counters"',
    ]) {
      expect(await shell.command(line), line).toMatch(/read-only/)
    }
    expect(await shell.command('show version')).toMatch(/^3\.2/)
    expect(await shell.command('server maint web/s1 --dry-run')).toMatch(/set server web\/s1 state maint/)
    expect((await haproxy.exchange('show servers state;show map')).toString().replaceAll(/ \d+ 1 0 /g, '')).toBe(before.replaceAll(/ \d+ 1 0 /g, ''))
  })

  test('forms of the output, times, and a command again and again', async () => {
    await using shell = await opened()
    await shell.command('\\o json')
    expect(JSON.parse(await shell.command('server list --fields server'))).toEqual([{server: 's1'}, {server: 's2'}, {server: 'a1'}])
    expect(JSON.parse(await shell.command('show version'))).toMatchObject({ok: true})
    await shell.command('\\o table')
    expect(await shell.command('\\timing')).toBe('timing is on')
    expect(await shell.command('show version')).toMatch(/^3\.2\S*\n[\d.]+ ms$/)
    expect(await shell.command('\\watch set server web/s1 state maint')).toMatch(/\\watch runs only what changes nothing/)
    expect(await shell.command('\\watch 1 show sess')).toMatch(/all threads of HAProxy stand still: \\watch takes at least 5 seconds/)
    shell.type(`\\watch 0.2 show cli level${keys.enter}`)
    await shell.shows(/(?:show cli level\nadmin\n[\d.]+ ms\n[^]*){3}/)
    shell.type(keys.ctrlC)
    // the terminal itself writes ^C
    await shell.prompts(/\n(?:\^C\n)?(?!\^C)\S+ \S+ admin> *$/)
    expect(await shell.command('\\?')).toMatch(/\\\? TOPIC +environment, exit-codes, output,\n +contexts, transactions\n[^]*Tab completes from this HAProxy/)
    await shell.command('\\pager off')
    expect(await shell.command('\\? exit-codes')).toMatch(/EXIT STATUS[^]*130/i)
    expect(await shell.command('\\? exit-cdoes')).toMatch(/\\\? has no page on "exit-cdoes"\n[^]*transactions/)
  })
})
