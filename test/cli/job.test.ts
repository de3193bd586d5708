import {spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {entriesOf, textOf} from '../faults/content.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {environment, hactl, program, Running, syncOf} from './hactl.ts'
import {hasScript, TerminalRun} from './screen.ts'

const jobs = {
  github: {CI: 'true', GITHUB_ACTIONS: 'true'},
  gitlab: {CI: 'true', GITLAB_CI: 'true', TERM: 'dumb'},
  other: {CI: 'true'},
}
const escape = /\u001B/

const start = (): Promise<LabHaproxy> => lab.start('3.2', {maps: {'maps/a.map': '/a old\n', 'maps/b.map': '/b old\n'}})
const dryRun = (haproxy: LabHaproxy, ...more: string[]): string[] => ['map', 'sync', '--each', haproxy.file('maps'), '--dry-run', '-s', haproxy.socket, ...more]
const headline = (haproxy: LabHaproxy): string => `${haproxy.file('maps/a.map')} would change: 1 changed; 1 entry. Nothing was sent; a sync would send:`

describe('the plan of several maps', () => {
  test('has a group for each map that would change, on GitHub', async () => {
    await using haproxy = await start()
    writeFileSync(haproxy.file('maps/a.map'), '/a new\n')
    const ended = await hactl(dryRun(haproxy), {env: jobs.github})
    expect(ended.status).toBe(0)
    const lines = ended.stdout.split('\n')
    expect(lines[0]).toBe(`::group::${headline(haproxy)}`)
    expect(lines.slice(-2)).toEqual(['::endgroup::', ''])
    expect(lines.slice(1, -2).join('\n')).toMatch(/^ {2}prepare map .*\n {2}add map @NEW .*\n {2}commit map @NEW .*$/)
    expect(ended.stderr).toBe(`= ${haproxy.file('maps/b.map')} is up to date: 1 entry, nothing was sent\n2 of 2 maps done\n`)
  })

  test('has a section for each, on GitLab', async () => {
    await using haproxy = await start()
    for (const name of ['a', 'b']) writeFileSync(haproxy.file(`maps/${name}.map`), `/${name} new\n`)
    const {stdout, stderr} = await hactl(dryRun(haproxy), {env: jobs.gitlab})
    const started = [...stdout.matchAll(/^section_start:\d{10}:(\w+)\[collapsed=true\]\r\u001B\[0K(.*)$/gm)]
    expect(started.map(([, , title]) => title)).toEqual([headline(haproxy), headline(haproxy).replace('a.map', 'b.map')])
    const ended = [...stdout.matchAll(/^section_end:\d{10}:(\w+)\r\u001B\[0K$/gm)]
    expect(ended.map(([, name]) => name)).toEqual(started.map(([, name]) => name))
    expect(new Set(ended.map(([, name]) => name)).size).toBe(2)
    expect(stderr).toBe('2 of 2 maps done\n')
  })

  test('is the bare text elsewhere, and in a file', async () => {
    await using haproxy = await start()
    writeFileSync(haproxy.file('maps/a.map'), '/a new\n')
    const bare = (await hactl(dryRun(haproxy), {env: jobs.other})).stdout
    expect(bare).toMatch(new RegExp(`^${headline(haproxy)}\\n {2}prepare map `))
    expect(bare).not.toMatch(escape)
    const file = haproxy.file('plan.txt')
    const shell = 'exec "$0" "$@" > "$FILE"'
    expect(
      spawnSync('sh', ['-c', shell, process.execPath, program, ...dryRun(haproxy)], {env: environment({...jobs.github, FILE: file}), encoding: 'utf8'}).status,
    ).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(bare)
  })

  test.each(['json', 'yaml', 'csv', 'plain'])('has no mark of a log in %s', async (form) => {
    await using haproxy = await start()
    writeFileSync(haproxy.file('maps/a.map'), '/a new\n')
    const elsewhere = (await hactl(dryRun(haproxy, '-o', form, '--fields', 'map,outcome,changed'))).stdout
    for (const env of Object.values(jobs)) {
      const {stdout} = await hactl(dryRun(haproxy, '-o', form), {env})
      expect(stdout).not.toMatch(/::|section_|\u001B/)
      if (form === 'json') expect(JSON.parse(stdout)).toMatchObject([{outcome: 'done', changed: 1}, {strategy: 'none'}])
      expect((await hactl(dryRun(haproxy, '-o', form, '--fields', 'map,outcome,changed'), {env})).stdout).toBe(elsewhere)
    }
  })
})

test.each(Object.entries(jobs))('a sync is a line for each map, without colour or cursor moves: %s', async (_, env) => {
  await using haproxy = await start()
  writeFileSync(haproxy.file('maps/a.map'), '/a new\n')
  const args = ['map', 'sync', '--each', haproxy.file('maps'), '-s', haproxy.socket]
  const ended = await hactl(args, {env})
  expect(ended).toMatchObject({status: 0, stdout: ''})
  expect(ended.stderr.split('\n')).toEqual([
    expect.stringMatching(/^✓ \S+a\.map: 1 changed; /),
    expect.stringMatching(/^= \S+b\.map is up to date: /),
    '2 of 2 maps done',
    '',
  ])
  expect(ended.stderr).not.toMatch(escape)
  expect((await hactl(args, {env: {...env, FORCE_COLOR: '1'}})).stderr).toMatch(/\u001B\[32m=\u001B\[39m \S+a\.map/)
})

describe('a load that takes its time', () => {
  const old = entriesOf(50, 'old')
  const fresh = entriesOf(400, 'new')
  const many = {maps: {'maps/a.map': textOf(old)}, files: {'a.map': textOf(fresh)}}

  test('is a line after ten seconds that names the map, and nothing with --quiet', async () => {
    await using haproxy = await lab.start('3.2', many)
    await using relay = await Relay.before(haproxy.socket)
    let said = ''
    relay.plan = onceWhen(({line}) => line.startsWith('add map @'), {
      kind: 'hold',
      meanwhile: async () => {
        const quiet = new Running(syncOf(haproxy, {file: 'a.map', map: 'maps/a.map'}, '--wait', '--wait-timeout', '11s', '-q'))
        await expect.poll(() => running.stderr).toMatch(/\n/)
        said = running.stderr
        expect(await quiet.ended).toMatchObject({status: 4, stderr: expect.stringMatching(/^Error: /)})
      },
    })
    writeFileSync(haproxy.file('maps/a.map'), textOf(fresh))
    const args = ['map', 'sync', '--each', haproxy.file('maps/a.map'), '-s', relay.address, '--session', 'oneshot', '--timeout', '60s']
    const running = new Running(args, {env: jobs.github})
    const ended = await running.ended
    expect(ended.status, ended.stderr).toBe(0)
    expect(said).toMatch(new RegExp(`^${haproxy.file('maps/a.map')}: (?:prepare: 10 s so far|load: .*entries.*)\\n$`))
    expect(ended.stderr.split('\n').slice(1)).toEqual([expect.stringMatching(/^✓ .*350 added, 50 changed/), '1 of 1 map done', ''])
  })

  test.runIf(hasScript)('draws nothing in the terminal of a job', async () => {
    await using haproxy = await lab.start('3.2', many)
    await using relay = await Relay.before(haproxy.socket)
    // much longer than a spinner would wait
    relay.plan = onceWhen(({line}) => line.startsWith('add map @'), {kind: 'hold', meanwhile: () => new Promise((resolve) => setTimeout(resolve, 500))})
    const args = syncOf(haproxy, {file: 'a.map', map: 'maps/a.map', at: relay.address}, '--session', 'oneshot')
    const run = new TerminalRun(args, 200, (command) => `CI=true exec ${command}`)
    expect(await run.ended).toBe(0)
    expect(run.frames.join('\n')).not.toMatch(/^(?:load|prepare)|█/m)
    expect(run.screen.text).toMatch(/✓ .*350 added, 50 changed/)
  })
})
