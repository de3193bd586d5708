import {rmSync, symlinkSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {hactl} from '../cli/hactl.ts'
import {hasScript} from '../cli/screen.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {keys, ShellRun} from './support.ts'

const options = {maps: {'big.map': '/a old\n'}, sections: ['backend web\n  server s1 127.0.0.1:1\n  server s2 127.0.0.1:2\n']}

async function opened(address: string, env = ''): Promise<ShellRun> {
  const shell = new ShellRun(address, {columns: 300, env, flags: ['--session', 'prompt']})
  await shell.prompts()
  return shell
}

/** Processes of HAProxy that answered, for one that is reloaded. */
async function reloaded(haproxy: LabHaproxy): Promise<{readonly before: number; readonly now: number}> {
  const before = await haproxy.pid()
  await haproxy.reload()
  return {before, now: await haproxy.pid()}
}

describe.runIf(hasScript).each(lab.versions)('a session that is kept, on HAProxy %s', (version) => {
  test('keeps what is set on it, takes payloads, and is followed by another one after a reload', async () => {
    await using haproxy = await lab.start(version, options)
    await using relay = await Relay.before(haproxy.socket)
    await using shell = await opened(relay.address)
    expect(shell.text).toMatch(/^one session is kept .*: it holds one of HAProxy’s slots .*, and after a reload the old process stays until the next command\n/)

    expect(await shell.command('set severity-output string')).toBe('✓')
    expect(await shell.command('set map /nowhere a b')).toMatch(/^\[err\]: Unknown map/)
    expect(await shell.command('set severity-output none')).toBe('✓')
    expect(await shell.command('set map /nowhere a b')).toMatch(/^Unknown map/)
    expect(await shell.command('show cli level;show cli level; ')).toBe('admin\n\nadmin')
    expect(await shell.command('prompt')).toMatch(/`prompt` is not sent/)
    const map = haproxy.file('big.map')
    shell.type(`add map ${map} <<${keys.enter}/b two words${keys.enter}/c c${keys.enter}${keys.enter}`)
    await shell.shows(/\n\+\n✓\n.*> *$/)
    expect(await haproxy.dump('big.map')).toEqual([
      ['/a', 'old'],
      ['/b', 'two words'],
      ['/c', 'c'],
    ])
    expect(await shell.command('shwo stat')).toMatch(/neither HAProxy nor hactl knows "shwo"/)
    expect(await shell.command('\\pager off')).toBe('pager is off')
    expect((await shell.command('help')).split('\n').length).toBeGreaterThan(20)
    expect(await shell.command('operator')).toBe('✓')
    expect(await shell.command('show cli level')).toBe('operator')
    expect(await shell.command('set maxconn global 100')).toMatch(/Permission denied/)
    // HAProxy was told once, and keeps it
    expect(relay.requests.filter((request) => /operator|prompt/.test(request))).toEqual(['prompt\n', 'operator\n'])

    const {before, now} = await reloaded(haproxy)
    expect(await shell.command('show cli level')).toMatch(
      new RegExp(
        `${before} is now ${now}, version [^\n]*\nthe session was with process ${before}: a new one, with process ${now}, and operator set again\noperator$`,
      ),
    )
    expect(await shell.command('show cli level')).toBe('operator')
    expect(relay.requests.filter((request) => request.includes('add map'))).toHaveLength(1)
    await shell.leaves()
  })
})

describe.runIf(hasScript)('a session that is kept', () => {
  test('is another one behind Ctrl-C, behind quit, and behind the end of HAProxy', async () => {
    await using haproxy = await lab.start('3.2', options)
    const link = haproxy.file('link.sock')
    symlinkSync(haproxy.socket, link)
    await using shell = await opened(link)
    const pid = await haproxy.pid()
    const again = `: a new one, with process ${pid}, and set severity-output string set again\n[info]: admin`
    await shell.command('set severity-output string')
    // before it was sent, Ctrl-C would leave the session as it is
    shell.type(`show version;wait 60s${keys.enter}`)
    await shell.shows(/wait 60s\n\[info\]: 3\.2\S+$/)
    shell.type(keys.ctrlC)
    await shell.shows(/interrupted\n.*> *$/)
    expect(await shell.command('show cli level')).toBe(`the session was left in the middle of an answer${again}`)
    expect(await shell.command('show cli level;quit;show version')).toBe('[info]: admin')
    expect(await shell.command('show cli level')).toBe(`HAProxy closed the session${again}`)
    await haproxy.kill()
    expect(await shell.command('show cli level')).toMatch(/HAProxy does not answer any more: [^]*nothing was sent/)
    expect(shell.text).toMatch(/ away> *$/)
    await using next = await lab.start('3.2', options)
    rmSync(link)
    symlinkSync(next.socket, link)
    const now = await next.pid()
    shell.type(`set server web/s1 weight 5${keys.enter}`)
    await shell.shows(new RegExp(`answers again, as a new process: ${pid} is now ${now}, [^\n]*\n.* send it to this one\\? \\[y/N\\] *$`))
    expect(await shell.command('y')).toMatch(
      new RegExp(`HAProxy closed the session: a new one, with process ${now}, and set severity-output string set again\n✓$`),
    )
    expect((await next.exchange('get weight web/s1')).toString()).toMatch(/^5 /)
    await shell.leaves()
  })

  test('says which process ran a change, when HAProxy was reloaded meanwhile', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using shell = await opened(haproxy.socket)
    await shell.command('show version')
    shell.type(`wait 3s;set server web/s1 weight 7${keys.enter}`)
    await shell.runs()
    const {before, now} = await reloaded(haproxy)
    await shell.shows(
      new RegExp(
        `${before} is now ${now}, [^\n]*\nit was process ${before} that ran wait 3s;set server web/s1 weight 7, and what it changed is lost with that process\n.*> *$`,
      ),
    )
    expect((await haproxy.exchange('get weight web/s1')).toString()).toMatch(/^1 /)
    expect(await shell.command('set server web/s1 weight 8')).toMatch(/the session was with process \d+: a new one, with process \d+\n✓$/)
    expect((await haproxy.exchange('get weight web/s1')).toString()).toMatch(/^8 /)
  })

  test('is no matter where nobody types', async () => {
    await using haproxy = await lab.start('3.2', options)
    for (const flags of [
      ['--session', 'prompt'],
      ['--session=prompt', '-o', 'json'],
    ]) {
      const {status, stdout} = await hactl(['shell', '-s', haproxy.socket, ...flags], {input: 'show cli level\n'})
      expect({status, stdout}).toEqual({status: 0, stdout: expect.stringContaining('admin')})
    }
  })

  test.each(['3.0', '3.2'] as const)('takes no rest of an answer for the next one, on HAProxy %s', async (version) => {
    await using haproxy = await lab.start(version, options)
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = ({line}) => (line === 'show env HOME' ? {kind: 'late-answer', text: 'HOME=/\n\n> '} : undefined)
    await using shell = await opened(relay.address)
    expect(await shell.command('show env HOME')).toBe('HOME=/')
    expect(await shell.command('set server web/none weight 5')).toMatch(
      /^HAProxy has said more than it was asked, and what was shown last was not all of its answer: a new one, with process \d+\nNo such server/,
    )
    expect(await shell.command('show env HOME;set server web/s1 weight 5')).toMatch(
      /^HOME=\/\nError: HAProxy has said more than it was asked, [^]*: `set server web\/s1 weight 5` was not sent\n/,
    )
    expect((await haproxy.exchange('get weight web/s1')).toString()).toMatch(/^1 /)
  })

  test('waits for an answer no longer than it may', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.includes('weight 9'), {kind: 'stall-answer'})
    await using shell = await opened(relay.address, 'HACTL_TIMEOUT=500ms')
    expect(await shell.command('set server web/s1 weight 9')).toMatch(/whether HAProxy ran `set server .*` is not known: .* within 500 ms/)
    expect(await shell.command('get weight web/s1')).toMatch(/^the session was left in the middle of an answer: a new one, .*\n9 /)
    expect(relay.requests.filter((request) => request.includes('weight 9'))).toHaveLength(1)
  })

  test('tells by Ctrl-C whether something of a change was sent', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using relay = await Relay.before(haproxy.socket)
    await using shell = await opened(relay.address)
    await shell.command('show version')
    const change = 'set server web/s1 weight 9'
    relay.plan = onceWhen(({line}) => line.startsWith('echo '), {kind: 'stall-request', meanwhile: () => shell.type(keys.ctrlC)})
    expect(await shell.command(change)).toMatch(/interrupted: nothing was sent$/)
    relay.plan = onceWhen(({line}) => line === change, {kind: 'stall-answer', meanwhile: () => shell.type(keys.ctrlC)})
    expect(await shell.command(change)).toMatch(/whether HAProxy ran `set server web\/s1 weight 9` is not known: interrupted by SIGINT/)
    expect(relay.requests.filter((request) => request.includes('weight 9'))).toHaveLength(1)
    expect((await haproxy.exchange('get weight web/s1')).toString()).toMatch(/^9 /)
  })

  test('sends a change once, whose answer is lost', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.includes('add map'), {kind: 'lose-answer'})
    await using shell = await opened(relay.address)
    expect(await shell.command(`add map ${haproxy.file('big.map')} /b new`)).toMatch(
      /whether HAProxy ran `add map .*` is not known: HAProxy closed the session/,
    )
    expect(await shell.command('show version')).toMatch(/HAProxy closed the session: a new one, [^\n]*\n3\.2/)
    expect(relay.requests.filter((request) => request.includes('add map'))).toHaveLength(1)
    expect(await haproxy.dump('big.map')).toHaveLength(2)
  })

  test('is another one behind an answer that was not read to its end', async () => {
    await using haproxy = await lab.start('3.2', {maps: {'long.map': Array.from({length: 100_000}, (_, at) => `/key/${at} value\n`).join('')}})
    await using shell = await opened(haproxy.socket, `HACTL_PAGER='head -n 1'`)
    expect(await shell.command(`show map ${haproxy.file('long.map')}`)).toMatch(/^\S+ \/key\/0 value$/)
    expect(await shell.command('show cli level')).toMatch(/the session was left in the middle of an answer: a new one, with process \d+\nadmin$/)
  })

  test('takes the answer that lacks its blank line', async () => {
    await using haproxy = await lab.start('2.6', options)
    await using shell = await opened(haproxy.socket)
    await shell.command('set server web/s2 state maint')
    shell.type(`del server web/s2${keys.enter}`)
    await shell.shows(/\[y\/N\] *$/)
    expect(await shell.command('y')).toMatch(/Server deleted\.$/)
    expect(await shell.command('show cli level')).toBe('admin')
  })
})
