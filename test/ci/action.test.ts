import {spawnSync} from 'node:child_process'
import {chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {root} from '../../scripts/commands.mjs'
import {program} from '../cli/hactl.ts'
import {entriesOf, textOf} from '../faults/content.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {action, outputsOf, runAction, startAction} from './action.ts'

let haproxy: LabHaproxy
let workspace: string
afterEach(() => haproxy[Symbol.asyncDispose]())

async function start(version: (typeof lab.versions)[number] = '3.2'): Promise<void> {
  haproxy = await lab.start(version, {
    maps: {
      'live/a.map': '/a old\n/b b\n/c c\n',
      'live/b.map': '/b old\n',
      'live/ip.map': {match: 'ip', content: '10.0.0.1 old\n'},
      'live/reg.map': {match: 'reg', content: '^old x\n'},
    },
    acls: {'live/blocked.acl': 'old agent\n', 'live/b.acl': 'same\n'},
  })
  workspace = haproxy.file('work')
  mkdirSync(join(workspace, 'maps'), {recursive: true})
}

const write = (name: string, content: string): void => writeFileSync(join(workspace, 'maps', name), content)
const run = (inputs: Readonly<Record<string, string>> = {}) =>
  runAction({workspace, inputs: {maps: 'maps', 'map-folder': haproxy.file('live'), socket: haproxy.socket, ...inputs}})
const summaryOf = ({outputs}: {readonly outputs: Readonly<Record<string, string>>}): unknown => JSON.parse(outputs['summary'] ?? '')
const contentOf = async (name: string): Promise<string[]> => (await haproxy.dump(`live/${name}`)).map((entry) => entry.join(' '))
const untouched = async (): Promise<void> => {
  expect(await contentOf('a.map')).toEqual(['/a old', '/b b', '/c c'])
  expect(await contentOf('b.map')).toEqual(['/b old'])
}

describe.each(lab.since('2.4'))('the action on HAProxy %s', (version) => {
  beforeEach(() => start(version))

  test('brings each map to its file, keeps what was there, and tells the workflow', async () => {
    write('a.map', '/a new\n/b b\n/c c\n')
    write('b.map', '/b old\n')
    const ended = await run({'backup-folder': haproxy.file('kept/today'), 'require-entries': '1', 'max-change': '50%'})
    expect(ended.status, ended.log).toBe(0)
    expect(await contentOf('a.map')).toEqual(['/a new', '/b b', '/c c'])
    expect(readFileSync(haproxy.file('kept/today/a.map'), 'utf8')).toBe('/a old\n/b b\n/c c\n')
    expect(readdirSync(haproxy.file('kept/today'))).toEqual(['a.map'])
    expect(ended.outputs).toMatchObject({changed: 'true', status: '0'})
    const [restore, numbers] = [expect.stringContaining('hactl map sync '), {status: 0, error: null}]
    expect(summaryOf(ended)).toEqual([
      {
        ...numbers,
        file: 'maps/a.map',
        map: haproxy.file('live/a.map'),
        outcome: 'changed',
        entries: 3,
        added: 0,
        changed: 1,
        removed: 0,
        version: 1,
        backup: haproxy.file('kept/today/a.map'),
        restore,
      },
      {
        ...numbers,
        file: 'maps/b.map',
        map: haproxy.file('live/b.map'),
        outcome: 'unchanged',
        entries: 1,
        added: 0,
        changed: 0,
        removed: 0,
        version: null,
        backup: null,
        restore: null,
      },
    ])
    expect(ended.summary).toMatch(/^### hactl map sync\n\n\| map \| outcome \|.*\n\|(?: --- \|)+\n\| \S+a\.map \| changed \| 3 \| 0 \| 1 \| 0 \| 1 \|\n/)
    const lines = ended.log.split('\n')
    expect(lines[0]).toBe(`::group::${haproxy.file('live/a.map')} would change: 1 changed; 3 entries`)
    expect(lines.filter((line) => /^[=✓]/.test(line))).toEqual([
      `= ${haproxy.file('live/b.map')} is up to date: 1 entry`,
      `✓ ${haproxy.file('live/a.map')}: 1 changed; 3 entries as version 1`,
    ])
    expect(ended.log).not.toContain('\u001B')
    expect(await run()).toMatchObject({status: 0, outputs: {changed: 'false', status: '0'}})
  })
})

describe.each(lab.since('2.4'))('the action with ACLs on HAProxy %s', (version) => {
  beforeEach(() => start(version))

  test('brings each to its file, keeps what was there, and tells the workflow; maps beside them', async () => {
    mkdirSync(join(workspace, 'lists'))
    const list = (name: string, content: string): void => writeFileSync(join(workspace, 'lists', name), content)
    list('blocked.acl', '# a comment\nbad agent\nworse agent\n')
    list('b.acl', 'same\n')
    list('c.map', '/no acl\n')
    write('a.map', '/a new\n')
    const acls = {maps: '', acls: 'lists', 'acl-folder': haproxy.file('live'), 'backup-folder': haproxy.file('kept')}
    const ended = await run(acls)
    expect(ended.status, ended.log).toBe(0)
    expect((await haproxy.dump('live/blocked.acl')).map((entry) => entry.join(' ').trim())).toEqual(['bad agent', 'worse agent'])
    expect(readFileSync(haproxy.file('kept/blocked.acl'), 'utf8')).toBe('old agent\n')
    expect(ended.outputs).toMatchObject({changed: 'true', status: '0'})
    const restore = `hactl acl sync ${haproxy.file('kept/blocked.acl')} --acl ${haproxy.file('live/blocked.acl')} -s ${haproxy.socket}`
    expect(summaryOf(ended)).toMatchObject([
      {file: 'lists/b.acl', acl: haproxy.file('live/b.acl'), outcome: 'unchanged'},
      {file: 'lists/blocked.acl', acl: haproxy.file('live/blocked.acl'), outcome: 'changed', entries: 2, added: 2, removed: 1, restore, error: null},
    ])
    expect(ended.summary).toMatch(/^### hactl acl sync\n\n\| ACL \| outcome \|.*\n\|(?: --- \|)+\n\| \S+b\.acl \| unchanged \|/)
    expect(ended.log).toContain(`✓ ${haproxy.file('live/blocked.acl')}: 2 added, 1 removed; 2 entries as version 1\n`)
    await untouched()

    list('blocked.acl', 'one more\n')
    const refused = await run({...acls, maps: 'maps', 'require-entries': '2'})
    expect(refused).toMatchObject({status: 2, outputs: {changed: 'false'}})
    expect(refused.log).toMatch(/^::error title=hactl too-few-entries,file=lists\/b\.acl::/m)
    await untouched()
    const both = await run({acls: `lists/blocked.acl => ${haproxy.file('live/b.acl')}`})
    expect(both.status, both.log).toBe(0)
    expect(summaryOf(both)).toMatchObject([
      {map: haproxy.file('live/a.map'), outcome: 'changed'},
      {acl: haproxy.file('live/b.acl'), outcome: 'changed'},
    ])
    expect(both.summary).toMatch(/^### hactl map sync\n\n\| map or ACL \|/)
    expect((await haproxy.dump('live/b.acl')).map((entry) => entry.join(' ').trim())).toEqual(['one more'])
    expect(await contentOf('a.map')).toEqual(['/a new'])
  })
})

describe('the action', () => {
  beforeEach(() => start())

  test('only looks with dry-run, and ends with 6 when it is told to', async () => {
    write('a.map', '/a new\n')
    for (const [more, status] of [
      [{}, 0],
      [{'fail-on-change': 'true'}, 6],
    ] as const) {
      const ended = await run({'dry-run': 'true', 'backup-folder': haproxy.file('kept'), ...more})
      expect(ended, ended.log).toMatchObject({status, outputs: {changed: 'true', status: String(status)}})
      expect(summaryOf(ended)).toMatchObject([{outcome: 'would change', changed: 1, removed: 2, version: null, backup: null}])
      expect(ended.log).toMatch(
        /^::group::\S+a\.map would change: 1 changed, 2 removed; 1 entry\n {2}prepare map .*\n {2}add map .*\n {2}commit map .*\n::endgroup::\n$/,
      )
    }
    expect(existsSync(haproxy.file('kept'))).toBe(false)
    write('a.map', '/a old\n/b b\n/c c\n')
    expect(await run({'dry-run': 'true', 'fail-on-change': 'true'})).toMatchObject({status: 0, outputs: {changed: 'false'}})
    await untouched()
  })

  test('changes no map when a guard refuses one of them', async () => {
    write('a.map', '/a new\n/b new\n/c new\n')
    write('b.map', '/b new\n')
    const ended = await run({'max-change': '2'})
    expect(ended).toMatchObject({status: 2, outputs: {changed: 'false', status: '2'}})
    expect(ended.log).toMatch(
      /^::error title=hactl too-much-change,file=maps\/a\.map::3 changes .*are more than --max-change 2 allows.*%0Anothing was changed/m,
    )
    expect(summaryOf(ended)).toMatchObject([{outcome: 'failed', error: {code: 'too-much-change'}}, {outcome: 'would change'}])
    expect(ended.summary).toContain('too-much-change')
    await untouched()
  })

  test('names file and line of what is wrong, of each file', async () => {
    write('a.map', '')
    write('ip.map', '10.0.0.1 new\n# a comment\n10.0.0.300 x\n')
    write('b.map', '/b new\n')
    const ended = await run()
    expect(ended.status).toBe(2)
    const errors = ended.log.split('\n').filter((line) => line.startsWith('::error'))
    expect(errors).toEqual([
      expect.stringMatching(/^::error title=hactl source-empty,file=maps\/a\.map::/),
      expect.stringMatching(/^::error title=hactl key-invalid,file=maps\/ip\.map,line=3::maps\/ip\.map:3: /),
    ])
    await untouched()
  })

  test('ends with 5 when one of several fails while the others are done', async () => {
    write('a.map', '/a new\n')
    write('reg.map', '^fine x\n^(unclosed y\n')
    write('b.map', '/b new\n')
    const ended = await run()
    expect(ended).toMatchObject({status: 5, outputs: {changed: 'true', status: '5'}})
    expect(summaryOf(ended)).toMatchObject([{outcome: 'changed'}, {outcome: 'changed'}, {outcome: 'failed', error: {code: 'entry-refused'}}])
    expect(ended.log).toMatch(/^::error title=hactl entry-refused,file=maps\/reg\.map,line=2::/m)
    expect(await contentOf('reg.map')).toEqual(['^old x'])
  })

  test('passes a warning of hactl on, and keeps it out of the answer', async () => {
    writeFileSync(haproxy.file('live/b.map'), '# what is lost\n/b old\n')
    write('b.map', '/b new\n')
    const ended = await run({save: 'true'})
    expect(ended.status, ended.log).toBe(0)
    // the look says it as well
    expect(ended.log.split('\n').filter((line) => line.includes('lost'))).toEqual([
      expect.stringMatching(/^Warning: a comment of \S+b\.map would be lost/),
      expect.stringMatching(/^::warning title=hactl::a comment of \S+b\.map is lost/),
    ])
    expect(summaryOf(ended)).toMatchObject([{outcome: 'changed', error: null}])
    expect(readFileSync(haproxy.file('live/b.map'), 'utf8')).toBe('/b new\n')
  })

  test('tries no other when HAProxy is not there', async () => {
    write('a.map', '/a new\n')
    write('b.map', '/b new\n')
    const ended = await run({socket: haproxy.file('nobody.sock')})
    expect(ended).toMatchObject({status: 3, outputs: {changed: 'false', status: '3'}})
    expect(summaryOf(ended)).toMatchObject([{outcome: 'failed', error: {code: 'socket-missing'}}, {outcome: 'untried'}])
  })

  test('takes back what it has loaded when the job is cancelled', async () => {
    const [old, fresh] = [await haproxy.dump('live/b.map'), entriesOf(400, 'new')]
    write('b.map', textOf(fresh))
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.startsWith('add map @'), {kind: 'hold', meanwhile: () => void step.child.kill('SIGINT')})
    const inputs = {maps: 'maps', 'map-folder': haproxy.file('live'), socket: relay.address, hactl: program, options: '--session oneshot --chunk-size 1000'}
    const step = startAction({workspace, inputs})
    const ended = await step.ended
    expect(ended.status, ended.log).toBe(130)
    expect(outputsOf(ended)).toMatchObject({changed: 'false', status: '130'})
    expect(await haproxy.dump('live/b.map')).toEqual(old)
    expect((await haproxy.header('live/b.map')).entryCount).toBe(old.length)
  })

  test('gives no text of a workflow to a shell or to the runner', async () => {
    const name = '$(touch pwned) `touch pwned`; touch pwned #\'"&& touch pwned.map'
    write(name, '/a new\n/b b\n/c c\n')
    const odd = await run({maps: `maps/${name} => ${haproxy.file('live/a.map')}\n\n  maps/b.map=>x`})
    expect(odd).toMatchObject({status: 2, log: expect.stringMatching(/^::error title=hactl::maps names maps\/b\.map=>x, which is not there\n$/)})
    expect(await run({maps: `maps/${name} => ${haproxy.file('live/a.map')}`})).toMatchObject({status: 0, outputs: {changed: 'true'}})
    expect(await contentOf('a.map')).toEqual(['/a new', '/b b', '/c c'])
    for (const inputs of [{'max-change': '30% $(touch pwned)'}, {options: '; touch pwned'}, {socket: '$(touch pwned)'}, {'require-entries': '--help'}])
      expect((await run({maps: `maps/${name} => ${haproxy.file('live/a.map')}`, ...inputs})).status).toBeGreaterThan(1)
    write('b.map', '/b ::error::\n::set-output name=changed::no\n##[group]x 1\n')
    write('ip.map', '::error::x%0A::warning::y,z 1\n')
    // none of them from a file's name or content: a file that no map stands for, a plan, and a bad key
    const shouting = await run()
    const commands = shouting.log.split('\n').filter((line) => /^\s*::|##\[/.test(line))
    expect(commands.map((line) => /^::(\w+)/.exec(line)?.[1])).toEqual(['error', 'group', 'endgroup', 'error'])
    expect(shouting.log).toMatch(/::error title=hactl key-invalid,file=maps\/ip\.map,line=1::.*x%250A/)
    expect(readdirSync(workspace)).toEqual(['maps'])
  })

  test.each([
    [{maps: '\n \n'}, 'neither maps nor acls names a file'],
    [{acls: 'lists/none.acl', maps: ''}, 'acls names lists/none.acl, which is not there'],
    [{acls: 'maps', maps: ''}, 'there is no *.acl in maps'],
    [{acls: 'a => b => c', maps: ''}, 'acls takes FILE or FILE => ACL in a line, not "a => b => c"'],
    [{options: '--acl x'}, 'options does not take --acl: see the inputs of the action'],
    [{maps: 'maps/none.map'}, 'maps names maps/none.map, which is not there'],
    [{maps: 'maps'}, 'there is no *.map in maps'],
    [{maps: 'maps => x'}, 'maps is a folder, and stands for no single map'],
    [{'dry-run': 'yes'}, 'dry-run takes true or false, not "yes"'],
    [{options: '--verify count --dry-run'}, 'options does not take --dry-run: see the inputs of the action'],
    [{hactl: '/nowhere/hactl'}, '/nowhere/hactl could not be started'],
  ])('refuses %j', async (inputs, message) => {
    if ('hactl' in inputs) write('a.map', '/a new\n')
    const ended = await run(inputs)
    expect(ended).toMatchObject({status: 2, outputs: {changed: 'false', status: '2'}})
    expect(ended.log).toContain(`::error title=hactl::${message}`)
  })

  test('an end in the middle of a sync is no outcome, and an end without an answer no success', async () => {
    write('a.map', '/a new\n')
    write('b.map', '/b new\n')
    const hactl = haproxy.file('killed-hactl')
    writeFileSync(hactl, `#!/bin/sh\ncase " $* " in *" --dry-run "*) exec '${process.execPath}' '${program}' "$@";; esac\nkill -9 $$\n`, {mode: 0o755})
    const killed = await run({hactl})
    expect(killed).toMatchObject({status: 5, outputs: {changed: 'true', status: '5'}})
    expect(summaryOf(killed)).toMatchObject([{outcome: 'failed', status: 5, error: {code: 'outcome-unknown'}}, {outcome: 'untried'}])
    expect(await run({hactl: 'true'})).toMatchObject({status: 1, outputs: {changed: 'false', status: '1'}})
    await untouched()
  })

  test('no line end of a name begins a command of the runner', () => {
    const lines = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      `import {tell} from '${root}scripts/action/runner.mjs'; tell('a\\r::error::x\\n\\u0085::notice::y')`,
    ])
    expect(lines.stdout.toString().split(/[\r\n]+/)).toEqual(['a', '| ::error::x', '| \u0085::notice::y', ''])
  })

  test('says that the Node of the runner is too old', async () => {
    const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.19.0'}})"
    const ended = await runAction({workspace, inputs: {maps: 'maps'}, env: {NODE_OPTIONS: `--import ${older}`}})
    expect(ended).toMatchObject({status: 2, outputs: {changed: 'false', summary: '[]'}})
    expect(ended.log).toBe('::error title=hactl::Node 20.19 or later is needed, and this runner has 18.19.0; actions/setup-node brings one\n')
  })

  test('refuses two files of one map, and two backups of one name', async () => {
    write('a.map', '/a new\n')
    mkdirSync(join(workspace, 'other'))
    writeFileSync(join(workspace, 'other/a.map'), '/a other\n')
    expect(await run({maps: 'maps\nother/a.map'})).toMatchObject({status: 2, log: expect.stringContaining('two files stand for the map')})
    const maps = `maps/a.map => ${haproxy.file('live/a.map')}\nother/a.map => ${haproxy.file('else/a.map')}`
    expect(await run({maps, 'backup-folder': 'kept'})).toMatchObject({status: 2, log: expect.stringContaining('a.map is that of two: ')})
    await untouched()
  })

  test('builds the hactl of its own checkout where it is not built, and runs that', async () => {
    write('a.map', '/a new\n')
    const checkout = haproxy.file('checkout')
    for (const part of ['bin', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'])
      cpSync(`${root}${part}`, join(checkout, part), {recursive: true})
    mkdirSync(join(checkout, 'src'))
    const npm = haproxy.file('programs/npm')
    mkdirSync(haproxy.file('programs'))
    writeFileSync(npm, `#!/bin/sh\necho "npm $*"\ncase $1 in ci) ln -s "${root}node_modules" . ;; run) ln -s "${root}dist" "${root}lib" . ;; esac\n`)
    chmodSync(npm, 0o755)
    const inputs = {maps: 'maps', 'map-folder': haproxy.file('live'), socket: haproxy.socket}
    const ended = await startAction({workspace, inputs, path: checkout, env: {PATH: `${haproxy.file('programs')}:${process.env['PATH'] ?? ''}`}}).ended
    expect(ended.status, ended.log).toBe(0)
    expect(ended.log).toMatch(
      /^::group::npm dependencies\nnpm ci\n::endgroup::\n::group::build of hactl\nnpm run build\n::endgroup::\n::group::\S+a\.map would change/,
    )
    expect(await contentOf('a.map')).toEqual(['/a new'])
  })
})

describe('action.yml', () => {
  const [step] = action.runs.steps

  test('hands on each input by the environment, and nothing to the text of a script', () => {
    expect(step?.run).not.toContain('${{')
    const handed = Object.fromEntries(Object.keys(action.inputs).map((name) => [`INPUT_${name.toUpperCase().replaceAll('-', '_')}`, `\${{ inputs.${name} }}`]))
    expect(step?.env).toEqual(handed)
  })

  test('has every input that the script reads, and no other', () => {
    const read = [...readFileSync(`${root}scripts/action/inputs.mjs`, 'utf8').matchAll(/(?:given|flag)\('(\w+)'\)/g)].map(([, name = '']) => `INPUT_${name}`)
    expect(new Set(read)).toEqual(new Set(Object.keys(step?.env ?? {}).filter((name) => name.startsWith('INPUT_'))))
  })
})
