import {readFileSync, writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {startServers, wireState} from '../servers/support.ts'
import {errorIn, hactl} from './hactl.ts'

describe.each(lab.versions)('hactl server state on HAProxy %s', (version) => {
  test('save writes what HAProxy answers, restore brings it back when that is confirmed', async () => {
    await using haproxy = await startServers(version)
    const run = (...words: string[]) => hactl(['server', 'state', ...words, '-s', haproxy.socket])
    const file = haproxy.file('servers.state')
    expect(await run('save', '--to', file)).toMatchObject({status: 0, stdout: '', stderr: expect.stringContaining('the state of 9 servers saved')})
    const {stdout} = await run('save')
    expect(stdout.split('\n').slice(0, 2)).toEqual(readFileSync(file, 'utf8').split('\n').slice(0, 2))
    expect(await run('restore', file)).toMatchObject({status: 0, stderr: expect.stringContaining('nothing to bring back')})
    await haproxy.exchange('set server be_app/web1 state drain;set server be_app/web2 weight 50')
    expect(errorIn(await run('restore', file, '--json'))).toMatchObject({code: 'confirmation-required'})
    const lines = 'set server be_app/web1 state ready\nset server be_app/web2 weight 100%\n'
    expect(await run('restore', file, '--dry-run')).toMatchObject({status: 0, stdout: lines})
    const piped = await hactl(['server', 'state', 'restore', '-', '-n', '-o', 'csv', '-s', haproxy.socket], {input: readFileSync(file)})
    expect(piped).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^name,was,now,changed,dryRun,setting,saved,commands\nbe_app\/web1,drain,drain,false,true,state,ready,set server be_app\/web1 state ready\n/,
      ),
    })
    expect(await hactl(['server', 'state', 'restore', '-', '-s', haproxy.socket], {input: 'nonsense\n'})).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('standard input does not hold'),
    })
    expect(await run('restore', file, '--yes')).toMatchObject({status: 0, stderr: expect.stringMatching(/weight of be_app\/web2 is 7 \(was 50\)/)})
    // one that HAProxy refuses is not brought back
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^(\S+ be_static \S+ web1 \S+ \S+ \S+) 1 /m, '$1 5 '))
    const refused = await run('restore', file)
    expect(refused).toMatchObject({
      status: 5,
      stdout: '',
      stderr: expect.stringMatching(/^Warning: weight of be_static\/web1 is 1, not 5: .*static LB.*\nnothing was brought back\n$/),
    })
    expect(await wireState(haproxy, 'be_app/web1')).toMatchObject({admin: 0})
    expect(await wireState(haproxy, 'be_app/web2')).toMatchObject({weight: 7})
  })

  test('save writes to standard output for -, too, and to a file that stands where - would', async () => {
    await using haproxy = await startServers(version)
    const run = (...words: string[]) => hactl(['server', 'state', ...words, '-s', haproxy.socket])
    const saved = await run('save', '-')
    expect(saved).toMatchObject({status: 0, stdout: expect.stringMatching(/^1\n# be_id be_name /), stderr: ''})
    expect((await run('save', '--to', '-')).stdout).toMatch(/^1\n# be_id be_name /)
    expect(await run('save', haproxy.file('one.state'))).toMatchObject({status: 0, stdout: ''})
    expect(await run('restore', haproxy.file('one.state'), '--dry-run')).toMatchObject({status: 0, stderr: expect.stringContaining('nothing to bring back')})
    expect(await run('save', haproxy.file('one.state'), '--to', haproxy.file('two.state'))).toMatchObject({status: 2})
  })

  test.runIf(Number(version) >= 2.6)('restore is 5 when a server is not there', async () => {
    await using haproxy = await startServers(version)
    const run = (...words: string[]) => hactl(['server', ...words, '-s', haproxy.socket])
    const file = haproxy.file('servers.state')
    await run('state', 'save', '--to', file)
    expect(await run('del', 'be_app/web1', '--maint', '--yes')).toMatchObject({status: 0, stderr: expect.stringContaining('be_app/web1 is deleted')})
    const ended = await run('state', 'restore', file, '--yes')
    expect(ended).toMatchObject({status: 5, stderr: expect.stringContaining('HAProxy does not have be_app/web1: hactl server add')})
    expect(await run('add', 'be_app/web1', '127.0.0.1:1', 'maxconn', '20', '--enable')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('127.0.0.1:1 is ready'),
    })
    expect(await run('state', 'restore', file, '--yes')).toMatchObject({status: 0})
  })
})
