import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {hasScript} from '../cli/screen.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {keys, ShellRun} from './support.ts'

const options = {maps: {'big.map': '/a old\n'}, sections: ['backend web\n  server s1 127.0.0.1:1\n'], global: ['stats socket {folder}/low.sock level operator']}

/** A folder with a user's file of contexts. */
function folderWith(contexts: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hactl-shell-'))
  mkdirSync(join(folder, 'hactl'))
  writeFileSync(join(folder, 'hactl/config.yaml'), `contexts:\n${contexts}`)
  return folder
}

const adminState = async (haproxy: LabHaproxy): Promise<string | undefined> =>
  (await haproxy.exchange('show servers state web')).toString().split('\n')[2]?.split(' ')[6]

describe.runIf(hasScript)('contexts in the shell', async () => {
  const [haproxy, old] = await Promise.all([lab.start('3.2', options), lab.start('2.6', options)])
  afterAll(() => Promise.all([haproxy[Symbol.asyncDispose](), old[Symbol.asyncDispose]()]))
  const low = haproxy.file('low.sock')
  const mine = [
    `  lab:\n    sockets: ${haproxy.socket}\n    defaults:\n      output: json\n      timeout: 300ms\n`,
    `  audit:\n    sockets: ${old.socket}\n    readOnly: true\n`,
    `  high:\n    sockets: ${low}\n    level: admin\n`,
    `  prod:\n    sockets: ${haproxy.socket}\n    confirm: true\n`,
  ].join('')

  test('\\c goes to a context, with its form, deadline, level and protection, and to an address', async () => {
    await using shell = new ShellRun(undefined, {folder: folderWith(mine), flags: ['--context', 'lab'], columns: 300})
    await shell.prompts(/^lab 3\.2\S+ admin> *$/)
    expect(JSON.parse(await shell.command('server list --fields server'))).toEqual([{server: 's1'}])
    expect(await shell.command('wait 20s')).toMatch(/no answer within 300 ms/)
    expect(await shell.command('operator')).toMatch(/"ok": true/)
    expect(shell.text).toMatch(/^lab 3\.2\S+ operator> *$/m)

    expect(await shell.command('\\c audti')).toMatch(/there is no context "audti"[^]*did you mean audit\?/)
    expect(await shell.command('\\c high')).toMatch(/context high wants level admin [^]*this socket has level operator/)
    expect(shell.text).toMatch(/\nlab 3\.2\S+ operator> *$/)

    expect(await shell.command('\\c audit')).toMatch(/^context audit, .*admin\.sock: HAProxy 2\.6\S*, node .*, process \d+, level admin, read-only$/)
    expect(shell.text).toMatch(/\naudit 2\.6\S+ admin read-only> *$/)
    expect(await shell.command('server list --fields server')).toMatch(/^SERVER\ns1$/)
    const batch = join(shell.folder, 'batch')
    writeFileSync(batch, 'set server web/s1 state maint\n')
    for (const line of [
      'set server web/s1 state maint',
      'server maint web/s1',
      `batch ${batch}`,
      'exec set server web/s1 state maint',
      'help ;set server web/s1 state maint',
      `map set big.map /a 'x --dry-run'`,
    ])
      expect(await shell.command(line), line).toMatch(/context audit is read-only \(.*config\.yaml:\d+\)/)
    expect(await shell.command(`exec 'show cli level'`)).toMatch(/^admin$/)
    expect(await adminState(old)).toBe('0')

    expect(await shell.command('\\c')).toMatch(/^context audit, [^]*\n +NAME [^]*lab [^]*\* +audit [^]*prod /)
    expect(await shell.command(`\\c ${old.socket}`)).not.toMatch(/context|read-only/)
    expect(shell.text).not.toMatch(/read-only> *$/)
    expect(await shell.command('set server web/s1 weight 7')).toBe('✓')
    await shell.leaves()
  })

  test('--read-only of the command line holds in every context', async () => {
    await using shell = new ShellRun(undefined, {folder: folderWith(mine), env: 'HACTL_CONTEXT=audit', flags: ['--read-only'], columns: 300})
    await shell.prompts(/^audit 2\.6\S+ admin read-only> *$/)
    await shell.command('\\c lab')
    expect(shell.text).toMatch(/\nlab 3\.2\S+ admin read-only> *$/)
    for (const line of ['set server web/s1 state maint', 'server maint web/s1']) expect(await shell.command(line), line).toMatch(/this shell is read-only/)
    await shell.command(`\\c ${haproxy.socket}`)
    expect(await shell.command('set server web/s1 state maint')).toMatch(/this shell is read-only/)
    expect(await adminState(haproxy)).toBe('0')
  })

  test('asks before each change of a context that wants to be asked, once, whoever the command is for', async () => {
    await using shell = new ShellRun(undefined, {folder: folderWith(mine), flags: ['--context', 'prod'], columns: 300})
    await shell.prompts(/^prod 3\.2\S+ admin> *$/)
    const asked = async (line: string, question: RegExp, answer: string): Promise<string> => {
      shell.type(`${line}${keys.enter}`)
      await shell.shows(question)
      return shell.command(answer)
    }
    expect(await shell.command('show version')).toMatch(/^3\.2\S*$/)
    const maint = 'set server web/s1 state maint'
    expect(await asked(maint, /set server web\/s1 state maint: change context prod \(.*\)\? \[y\/N\] *$/, 'n')).toMatch(/not confirmed, nothing was sent$/)
    expect(await adminState(haproxy)).toBe('0')
    expect(await asked(maint, /nothing was sent\n[^\n]*\n[^\n]*change context prod \(.*\)\? \[y\/N\] *$/, 'y')).toMatch(/y\n✓$/)
    expect(await adminState(haproxy)).toBe('1')
    expect(await asked('server ready web/s1', /server ready web\/s1: change context prod \(.*\)\? \[y\/N\] *$/, 'y')).toMatch(/web\/s1 is ready/)
    expect(await adminState(haproxy)).toBe('0')
    expect(await shell.command('server maint web/s1 --yes')).toMatch(/web\/s1 is maint/)
    // its own address is no other target, and the word hactl none of its commands
    expect(await asked(`hactl server ready web/s1 -s ${haproxy.socket}`, /: change context prod \([^)]*\)\? \[y\/N\] *$/, 'y')).toMatch(/web\/s1 is ready/)
    // what nobody knows is told without a question, what HAProxy hides from its help is asked for
    for (const typo of ['set sevrer web/s1 state maint', 'sett map /a b c', 'set'])
      expect(await shell.command(typo), typo).toMatch(/neither HAProxy nor hactl knows/)
    expect(await shell.command('expert-mode on')).toBe('✓')
    expect(await asked('debug dev check', /: change context prod \([^)]*\)\? \[y\/N\] *$/, 'n')).toMatch(/not confirmed/)
    const clear = `clear map ${haproxy.file('big.map')}`
    // what stands behind a question is none, nor is help for what hactl has no page for
    for (const line of [`show version;${maint}`, `help ;${maint}`, `help x;${maint}`]) {
      expect(await asked(line, /: change context prod \([^)]*\)\? \[y\/N\] *$/, 'n'), line).toMatch(/not confirmed, nothing was sent$/)
      expect(await adminState(haproxy), line).toBe('0')
    }
    // what is dangerous is asked together with it
    expect(await asked(clear, /clear map .*: change context prod \(.*\)\? \[y\/N\] *$/, 'y')).toMatch(/y\n✓$/)
    expect(await haproxy.dump('big.map')).toEqual([])
    await haproxy.exchange('set server web/s1 state ready')
    await shell.leaves()
  })

  test('asks once for each content of a project file, before the first change', async () => {
    const folder = folderWith(`  other:\n    sockets: ${old.socket}\n`)
    const start = join(folder, 'work')
    mkdirSync(start)
    const project = (level: string): void =>
      writeFileSync(join(start, '.hactl.yaml'), `current: team\ncontexts:\n  team:\n    sockets: ${haproxy.socket}\n    level: ${level}\n`)
    project('operator')
    const question = /work\/\.hactl\.yaml names context team, .*, as the target; change what it names, until the file changes\? \[y\/N\] *$/
    const opened = async (): Promise<ShellRun> => {
      const shell = new ShellRun(undefined, {folder, start, columns: 300})
      await shell.prompts(/^team 3\.2\S+ admin> *$/)
      return shell
    }
    {
      const shell = await opened()
      expect(await shell.command('show version')).toMatch(/^3\.2\S*$/)
      shell.type(`set server web/s1 weight 5${keys.enter}`)
      await shell.shows(question)
      expect(await shell.command('')).toMatch(/not confirmed, nothing was/)
      shell.type(`server weight web/s1 6${keys.enter}`)
      await shell.shows(question)
      expect(await shell.command('y')).toMatch(/web\/s1 .*6/)
      expect(await shell.command('set server web/s1 weight 7')).toBe('✓')
      await shell.leaves()
    }
    {
      const shell = await opened()
      expect(await shell.command('set server web/s1 weight 8')).toBe('✓')
      project('admin')
      await shell.command('\\c other')
      await shell.command('\\c team')
      shell.type(`set server web/s1 weight 9${keys.enter}`)
      await shell.shows(question)
      expect(await shell.command('n')).toMatch(/nothing was/)
      await shell.leaves()
    }
    expect((await haproxy.exchange('get weight web/s1')).toString()).toMatch(/^8 /)
  })
})
