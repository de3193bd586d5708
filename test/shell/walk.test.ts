import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {program} from '../cli/hactl.ts'
import {hasScript, TerminalRun} from '../cli/screen.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {keys, ShellRun} from './support.ts'

// somebody who knows HAProxy, and of hactl nothing but its name: finds servers, drains one, updates a map and leaves

const start = (version: string): Promise<LabHaproxy> =>
  lab.start(lab.versions.find((each) => each === version) ?? '3.2', {
    maps: {'routes.map': '/shop be_old\n/img be_static\n'},
    sections: ['backend web\n  server s1 127.0.0.1:1\n  server s2 127.0.0.1:2\n', 'backend api\n  server a1 127.0.0.1:3\n'],
  })

async function expectWalked(haproxy: LabHaproxy): Promise<void> {
  expect(await haproxy.dump('routes.map')).toContainEqual(['/shop', 'be_new'])
  expect(String(await haproxy.exchange('show servers state web'))).toMatch(/ web 1 s1 127\.0\.0\.1 \d+ 8 /)
}

describe.runIf(hasScript).each(lab.versions.filter((each) => each === '2.6' || each === '3.2'))('without reading anything, on HAProxy %s', (version) => {
  test.each([80, 200])('in hactl shell, %i columns wide', async (columns) => {
    await using haproxy = await start(version)
    await using shell = new ShellRun(haproxy.socket, {columns})
    await shell.prompts()
    // what has verbs says which
    shell.type(`ser${keys.tab}${keys.tab}`)
    await shell.shows(/\bready\b/)
    for (const verb of ['drain', 'list', 'show']) expect(shell.text).toMatch(new RegExp(`\\b${verb}\\b`))
    expect(await shell.command('list')).toMatch(/BACKEND +SERVER +ADMIN[^]*web +s1 +ready/)
    // a slip is told of, and nothing runs
    expect(await shell.command('server drian web/s1')).toMatch(/did you mean hactl server drain/)
    expect(await shell.command('server drain')).toMatch(/usage: .*server drain SERVERS/)
    expect(await shell.command(`server dra${keys.tab}w${keys.tab}s1`)).toMatch(/web\/s1 is drain \(was ready[^]*undo: /)
    // the only map that there is
    expect(await shell.command(`map set ${keys.tab}/shop be_new`)).toMatch(/changed "\/shop" in [^]*, which was "be_old"[^]*undo: /)
    expect(await shell.command(`map show ${keys.tab}`)).toMatch(/\/shop +be_new/)
    await expectWalked(haproxy)
    shell.type(`exit${keys.enter}`)
    expect(await shell.run.ended, shell.text).toBe(0)
  })

  test.each([80, 200])('on the command line, %i columns wide', async (columns) => {
    await using haproxy = await start(version)
    const profile = join(haproxy.folder, 'profile')
    writeFileSync(
      profile,
      `hactl() { '${process.execPath}' '${program}' "$@"; }\nPS1='$ '; HISTFILE=; export HACTL_SOCKET='${haproxy.socket}'; cd '${haproxy.folder}'\nsource <(hactl completion bash)\n`,
    )
    const run = new TerminalRun([], columns, () => `exec bash --rcfile '${profile}' -i`)
    const line = async (words: string): Promise<string> => {
      const prompts = (): number => run.screen.text.match(/^\$/gm)?.length ?? 0
      const before = prompts()
      run.type(`${words}\n`)
      await expect.poll(prompts, {timeout: 20_000}).toBeGreaterThan(before)
      return run.screen.text.split(/^\$ ?/m).at(-2) ?? ''
    }
    await run.shows(/^\$/m)
    expect(await line('hactl')).toMatch(/server +add, addr, [^]*-h, --help +of a topic or command/)
    expect(await line('hactl server')).toMatch(/server drain +keep servers from new traffic/)
    expect(await line('hactl server list')).toMatch(/web +s1 +ready/)
    expect(await line('hactl server drian web/s1')).toMatch(/did you mean hactl server drain\?/)
    expect(await line('hactl server drain s1')).toMatch(/named as BACKEND\/SERVER, not "s1"\n.*did you mean web\/s1\?/)
    expect(await line(`hactl server dr${keys.tab}w${keys.tab}s1`)).toMatch(/web\/s1 is drain[^]*undo: hactl server ready web\/s1/)
    expect(await line('hactl map set')).toMatch(/usage: hactl map set MAP KEY VALUE/)
    expect(await line('hactl map list')).toContain('routes.map')
    expect(await line('hactl map set rotes.map /shop be_new')).toMatch(/did you mean ".*\/routes\.map"\?/s)
    expect(await line(`hactl map set ${keys.tab}/shop be_new`)).toMatch(/changed "\/shop"/)
    await expectWalked(haproxy)
    run.type('exit\n')
    expect(await run.ended, run.screen.text).toBe(0)
  })
})
