import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {wireState} from '../servers/support.ts'
import {hasScript, TerminalRun} from './screen.ts'

const version = lab.versions.at(-1) ?? '3.4'
const sections = ['backend be\n    server web1 127.0.0.1:1\n    server web2 127.0.0.1:2']

// what does not depend on the version
test.runIf(hasScript)('a process that nobody was asked about is sent nothing', async () => {
  await using haproxy = await lab.start(version, {
    maps: {'big.map': '/a old\n'},
    sections: ['frontend www\n    bind unix@{folder}/www.sock\n', 'backend counts\n    stick-table type string size 10 store gpc0\n', ...sections],
  })
  await haproxy.exchange('set table counts key before data.gpc0 1')
  const commands = [
    ['map', 'clear', haproxy.file('big.map')],
    ['table', 'clear', 'counts'],
    ['frontend', 'shutdown', 'www'],
    ['counters', 'clear', '--all'],
  ]
  const runs = commands.map((words) => new TerminalRun([...words, '-s', haproxy.socket], 120))
  for (const run of runs) await run.shows(/\[y\/N\] *$/)
  await haproxy.reload()
  await haproxy.exchange('set table counts key after data.gpc0 1')
  for (const run of runs) {
    run.type('y\n')
    expect(await run.ended, run.screen.text).toBe(4)
    expect(run.screen.text).toMatch(/HAProxy was reloaded meanwhile: process \d+ .*answers, not \d+/)
  }
  expect(await haproxy.dump('big.map')).toEqual([['/a', 'old']])
  expect(String(await haproxy.exchange('show table counts'))).toContain('key=after')
  expect(String(await haproxy.exchange('show stat -1 1 -1'))).toMatch(/^www,FRONTEND,.*,OPEN,/m)
})

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
