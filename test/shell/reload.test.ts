import {describe, expect, test} from 'vitest'
import {hasScript} from '../cli/screen.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {keys, ShellRun} from './support.ts'

const options = {maps: {'big.map': '/a old\n'}, sections: ['backend web\n  server s1 127.0.0.1:1\n']}

describe.runIf(hasScript)('a shell over changes of the process', () => {
  test('tells of a reload, asks before a change goes to the new process, and tells when nobody answers', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using shell = new ShellRun(haproxy.socket, {columns: 200})
    await shell.prompts()
    const first = await haproxy.pid()
    await haproxy.reload()
    const second = await haproxy.pid()
    expect(await shell.command('show version')).toMatch(new RegExp(`${first} is now ${second}, version 3\\.2\\S*\\n3\\.2`))
    await haproxy.reload()
    shell.type(`set server web/s1 state maint${keys.enter}`)
    await shell.shows(/that was meant for the process before; send it to this one\? \[y\/N\] *$/)
    shell.type(`n${keys.enter}`)
    await shell.shows(/not confirmed, nothing was sent\n.*> *$/)
    expect(await shell.command('server list --fields server,admin')).toMatch(/s1 +ready/)
    await haproxy.kill()
    expect(await shell.command('show version')).toMatch(/HAProxy does not answer any more: [^]*nothing was sent/)
    expect(shell.text).toMatch(/ away> *$/)
    await shell.leaves()
  })

  test('sends a change once, whose answer is lost, and does not say what became of it', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.includes('add map'), {kind: 'lose-answer'})
    await using shell = new ShellRun(relay.address, {columns: 200})
    await shell.prompts()
    expect(await shell.command(`add map ${haproxy.file('big.map')} /b new`)).toMatch(/whether HAProxy ran `add map .*` is not known/)
    expect(await shell.command('show version')).toMatch(/^3\.2/)
    expect(relay.requests.filter((request) => request.includes('add map'))).toHaveLength(1)
    expect(await haproxy.dump('big.map')).toEqual([
      ['/a', 'old'],
      ['/b', 'new'],
    ])
  })

  test('sends nothing to a process that took the place of the one that a question was about', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using shell = new ShellRun(haproxy.socket, {columns: 200})
    await shell.prompts()
    const before = await haproxy.pid()
    shell.type(`clear map ${haproxy.file('big.map')}${keys.enter}`)
    await shell.shows(/clear map .*\? \[y\/N\] *$/)
    await haproxy.reload()
    const now = await haproxy.pid()
    expect(await shell.command('y')).toMatch(new RegExp(`${before} is now ${now}, [^]*another process than the one you were asked about: nothing was sent`))
    expect(await haproxy.dump('big.map')).toEqual([['/a', 'old']])
  })

  test('says that it is not known which process ran a change, when another one answers behind it', async () => {
    await using haproxy = await lab.start('3.2', options)
    await using relay = await Relay.before(haproxy.socket)
    // its connection was accepted by the old one
    relay.plan = onceWhen(({line}) => line.includes('set map'), {kind: 'hold', meanwhile: () => haproxy.reload()})
    await using shell = new ShellRun(relay.address, {columns: 300})
    await shell.prompts()
    const before = await haproxy.pid()
    const set = `set map ${haproxy.file('big.map')} /a new`
    const answer = await shell.command(set)
    const now = await haproxy.pid()
    expect(answer).toMatch(new RegExp(`^✓\\n.*${before} is now ${now}, [^]*\\nwhether process ${before} or this one ran ${set} is not known`))
    expect(await haproxy.dump('big.map')).toEqual([['/a', 'old']])
    // the next one is for the process that the prompt is of
    expect(await shell.command(set)).toBe('✓')
    expect(await haproxy.dump('big.map')).toEqual([['/a', 'new']])
  })
})
