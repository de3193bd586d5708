import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {connect} from 'node:net'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {hasScript} from '../cli/screen.ts'
import {lab} from '../haproxy/lab.ts'
import {keys, ShellRun} from './support.ts'
import {hasTmux, TmuxShell} from './tmux.ts'

const lines = (count: number, value = 'v'): string => Array.from({length: count}, (_, at) => `/k${at} ${value}\n`).join('')
const options = {maps: {'big.map': lines(200), 'small.map': lines(3)}}

describe.runIf(hasScript).each(lab.versions)('a pager on HAProxy %s', (version) => {
  test('is given all of a long answer, of HAProxy and of hactl, and nothing of a short one', async () => {
    await using haproxy = await lab.start(version, options)
    await using shell = new ShellRun(haproxy.socket, {env: `HACTL_PAGER='cat > "$XDG_STATE_HOME/page"'`})
    const page = () => readFileSync(join(shell.folder, 'page'), 'latin1')
    await shell.prompts()
    expect(await shell.command(`show map ${haproxy.file('small.map')}`)).toMatch(/\/k0 v\n.*\/k1 v\n.*\/k2 v$/)
    expect(page).toThrow('ENOENT')
    expect(await shell.command(`show map ${haproxy.file('big.map')}`)).toBe('')
    expect(page().match(/ \/k\d+ v$/gm)).toHaveLength(200)
    expect(await shell.command(`map show ${haproxy.file('big.map')} -o plain`)).toBe('')
    expect(page()).toBe(lines(200).replaceAll(' ', '\t'))
    expect(await shell.command('help map sync')).toBe('')
    expect(page()).toMatch(/^bring a map[^]*USAGE[^]*EXAMPLES[^]*\n$/)
    expect(await shell.command(`help exit-c${keys.tab}`)).toBe('')
    expect(page()).toContain('130')
    await shell.command('\\pager off')
    expect(await shell.command(`show map ${haproxy.file('big.map')}`)).toMatch(/\/k0 v\n[^]*\/k199 v$/)
    await shell.leaves()
  })
})

/** Returns when HAProxy has closed a connection that says nothing: `stats timeout` has passed. */
const statsTimeout = (socket: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const idle = connect(socket)
    idle.on('error', reject).on('end', () => resolve(void idle.destroy()))
    idle.resume()
  })

describe.runIf(hasTmux).each(lab.versions)('a slow reader of HAProxy %s', (version) => {
  test('gets all of an answer, though `stats timeout` has passed in the middle of it', async () => {
    await using haproxy = await lab.start(version, {statsTimeout: '1s', maps: {'big.map': lines(8000, 'v'.repeat(1000))}})
    // less reads ahead; this one reads nothing before Enter
    using shell = new TmuxShell(haproxy.socket, {env: {HACTL_PAGER: 'head -n 1 | cut -c 1-40; read go < /dev/tty; tail -n 1 | cut -c 1-40'}})
    await shell.prompts()
    for (const line of ['show map', 'map show -o plain']) {
      shell.enter(`${line} ${haproxy.file('big.map')}`)
      await shell.shows(/\/k0\s+v+$/)
      await statsTimeout(haproxy.socket)
      shell.press('Enter')
      await shell.shows(/\/k7999\s+v+\n.*> *$/)
    }
    expect(shell.all).not.toMatch(/Error|truncated|no end/)
    await shell.leaves()
  })
})

describe.runIf(hasTmux)('a pager in a terminal', async () => {
  const haproxy = await lab.start('3.2', {...options, sections: ['backend web\n  server s1 127.0.0.1:1\n']})
  afterAll(() => haproxy[Symbol.asyncDispose]())
  const big = haproxy.file('big.map')

  const opened = async (more: ConstructorParameters<typeof TmuxShell>[1] = {}): Promise<TmuxShell> => {
    const shell = new TmuxShell(haproxy.socket, more)
    await shell.prompts()
    return shell
  }

  test('less shows the first page, q ends it quietly, and the keys are the shell’s again', async () => {
    using shell = await opened()
    shell.enter(`show map ${big}`)
    await shell.shows(/\/k22 v\n:$/)
    shell.press('Space')
    await shell.shows(/\/k45 v\n:$/)
    shell.press('q')
    await shell.prompts()
    shell.enter(`map show ${big}`)
    await shell.shows(/\/k1 +v\n[^]*:$/)
    shell.press('q')
    await shell.prompts()
    expect(shell.all).not.toMatch(/Error|EPIPE|interrupted|\/k199/)
    shell.type('show versoin')
    shell.press('BSpace', 'BSpace', 'BSpace')
    shell.enter('ion')
    await shell.shows(/> show version\n3\.2\S+\n.*> *$/)
    await shell.leaves()
  })

  test('one that is left early costs a session that is kept, and nothing else', async () => {
    await using full = await lab.start('3.2', {maps: {'big.map': lines(20_000, 'v'.repeat(100))}})
    using shell = new TmuxShell(full.socket, {columns: 200, flags: ['--session', 'prompt']})
    await shell.prompts()
    shell.enter(`show map ${full.file('big.map')}`)
    await shell.shows(/\/k22 v+\n:$/)
    shell.press('q')
    await shell.prompts()
    shell.enter('show version')
    await shell.shows(/the session was left [^:]*: a new one, with process \d+\n3\.2\S+\n.*> *$/)
    expect(shell.all).not.toMatch(/Error/)
    await shell.leaves()
  })

  test('Ctrl-Z gives the terminal back, and fg what was typed', async () => {
    using shell = await opened()
    shell.type('show ver')
    await shell.shows(/> show ver$/)
    shell.press('C-z')
    await shell.shows(/stopped\nas before$/)
    shell.press('Enter')
    await shell.shows(/> show ver$/)
    shell.enter('sion')
    await shell.shows(/> show version\n3\.2\S+\n.*> *$/)
    await shell.leaves()
  })

  test('one that is killed leaves the terminal as it was', async () => {
    using shell = await opened()
    shell.enter(`show map ${big}`)
    await shell.shows(/\/k22 v\n:$/)
    process.kill(shell.pidOf('less'), 'SIGKILL')
    await shell.prompts()
    // as a command finds it
    shell.enter('wait 60s')
    await expect.poll(() => String(spawnSync('stty', ['-F', shell.tty, '-a']).stdout)).toMatch(/ icanon [^]* echo /)
    shell.press('C-c')
    await shell.shows(/interrupted\n.*> *$/)
    await shell.leaves()
  })

  test('Ctrl-C ends what comes, a second one the pager, and neither the shell', async () => {
    using shell = await opened()
    shell.enter(`map show ${big}`)
    await shell.shows(/\/k1 +v\n[^]*:$/)
    // two that come before the first is heard are one to the kernel
    await expect
      .poll(
        () => {
          shell.press('C-c')
          return shell.text
        },
        {interval: 200, timeout: 20_000},
      )
      .toMatch(/> *$/)
    await shell.leaves()
  })

  test('asks on the terminal, when the pager is left, and a change goes on that nobody reads about', async () => {
    using shell = await opened({env: {HACTL_PAGER: 'head -n 1'}})
    shell.enter(`show map ${big};set server web/s1 weight 77`)
    await shell.shows(/\/k0 v\n.*> *$/)
    await expect.poll(async () => (await haproxy.exchange('get weight web/s1')).toString()).toMatch(/^77 /)
    expect(shell.all).not.toMatch(/Error|not known|\/k1 /)
    shell.enter('\\watch 0.5 show servers state')
    await shell.shows(/(?:show servers state\n1\n[^]*){2}/)
    shell.press('C-c')
    await shell.prompts()
    await shell.leaves()
  })

  test('that is left early does not stop a change, however much HAProxy still says before it', async () => {
    await using full = await lab.start('3.2', {
      maps: {'big.map': lines(20_000, 'v'.repeat(100))},
      sections: ['backend web\n  server s1 127.0.0.1:1\n'],
    })
    using shell = new TmuxShell(full.socket, {env: {HACTL_PAGER: 'head -n 1'}})
    await shell.prompts()
    shell.enter(`show map ${full.file('big.map')};set server web/s1 weight 77`)
    await expect.poll(async () => (await full.exchange('get weight web/s1')).toString(), {timeout: 20_000}).toMatch(/^77 /)
    await shell.prompts()
    await shell.leaves()
  })

  test('without one, and with $HACTL_PAGER empty, it is printed', async () => {
    for (const pager of ['', 'cat', '/nowhere/pager']) {
      using shell = await opened({env: {PAGER: 'head -n 1', HACTL_PAGER: pager}})
      shell.enter(`show map ${big}`)
      await shell.shows(/\/k198 v\n.*\/k199 v\n.*> *$/)
      await shell.leaves()
    }
  })

  test('is not given what comes as it happens', async () => {
    await using ringing = await lab.start('3.2', {
      frontendLines: ['log ring@requests format raw local0', 'log-format "%HU"', 'http-request return status 200'],
      sections: ['ring requests\n    format timed\n    size 32764'],
    })
    const ask = (path: string) => fetch(`http://127.0.0.1:${ringing.port}${path}`, {headers: {connection: 'close'}})
    for (let at = 0; at < 30; at += 1) await ask(`/before${at}`)
    using shell = new TmuxShell(ringing.socket, {env: {HACTL_PAGER: 'head -n 1'}})
    await shell.prompts()
    for (const [line, last, next] of [
      ['show events requests -w', '/before29', '/first'],
      ['events requests --follow', '/first', '/second'],
    ] as const) {
      shell.enter(line)
      await shell.shows(new RegExp(`${last}$`))
      await ask(next)
      await shell.shows(new RegExp(`${last}\n.*${next}$`))
      shell.press('C-c')
      await shell.prompts()
    }
    await shell.leaves()
  })

  test('holds HAProxy back while somebody reads: an answer of 80 MB is not kept', async () => {
    await using full = await lab.start('3.2', {maps: {'big.map': lines(80_000, 'v'.repeat(1000))}})
    using shell = new TmuxShell(full.socket)
    await shell.prompts()
    const memory = (): number => Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${shell.pidOf('node')}/status`, 'utf8'))?.[1])
    const before = memory()
    for (const line of ['show map', 'map show']) {
      shell.enter(`${line} ${full.file('big.map')}`)
      await shell.shows(/\/k0 +v+[^]*:$/)
      shell.press('Space')
      await shell.shows(/\/k(?:3|23) +v+[^]*:$/)
      shell.press('q')
      await shell.prompts()
    }
    expect(memory() - before).toBeLessThan(60_000)
    await shell.leaves()
  })
})
