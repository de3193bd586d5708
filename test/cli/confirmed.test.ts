import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {wireState} from '../servers/support.ts'
import {hasScript, TerminalRun} from './screen.ts'

const version = lab.versions.at(-1) ?? '3.4'
const sections = ['backend be\n    server web1 127.0.0.1:1\n    server web2 127.0.0.1:2']

// what does not depend on the version
describe.runIf(hasScript)('while somebody thinks about a change of several servers', () => {
  test('one of them is set to something else: that is what it was', async () => {
    await using haproxy = await lab.start(version, {sections})
    const run = new TerminalRun(['server', 'maint', 'be/*', '-s', haproxy.socket], 120)
    await run.shows(/\[y\/N\] *$/)
    await haproxy.exchange('set server be/web2 state drain')
    run.type('y\n')
    expect(await run.ended).toBe(0)
    expect(run.screen.text).toMatch(/be\/web1 is maint \(was ready;[^]*be\/web2 is maint \(was drain;/)
    expect(run.screen.text.replaceAll('\n', '')).toContain('hactl server drain be/web2')
  })

  test('HAProxy is reloaded: nothing is sent to the new process', async () => {
    await using haproxy = await lab.start(version, {sections})
    const run = new TerminalRun(['server', 'maint', 'be/*', '-s', haproxy.socket], 120)
    await run.shows(/\[y\/N\] *$/)
    await haproxy.reload()
    run.type('y\n')
    expect(await run.ended).toBe(4)
    expect(run.screen.text).toMatch(/HAProxy was reloaded meanwhile: process \d+ .*answers, not \d+/)
    expect([await wireState(haproxy, 'be/web1'), await wireState(haproxy, 'be/web2')]).toMatchObject([{admin: 0}, {admin: 0}])
  })
})
