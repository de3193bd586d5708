import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {environment} from '../cli/hactl.ts'
import {lab} from '../haproxy/lab.ts'
import {runAction} from './action.ts'
import {type Context, evaluated, type Step, type StepEnd, StepRun, valueOf} from './github.ts'
import {blocksOf, fileOf, Machine, many} from './page.ts'

interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function bash(machine: Machine, script: string, env: Readonly<Record<string, string>> = {}): Ran {
  const options = {cwd: machine.workspace, env: environment({...machine.env, ...env}), encoding: 'utf8'} as const
  return spawnSync('bash', ['-c', script], options)
}

const saved = (machine: Machine): string => readFileSync(machine.haproxy.file('maps/routes.map'), 'utf8')
const kept = (machine: Machine): string => readFileSync(machine.haproxy.file('backups/routes.map'), 'utf8')

describe.each(lab.since('2.4'))('the shell script of docs/ci.md on HAProxy %s', (version) => {
  test('does what its page says', async () => {
    await using machine = await Machine.start(version)
    const [command = ''] = blocksOf('A shell script', 'console', 1)
    const deploy = (more: Readonly<Record<string, string>> = {}): Ran =>
      bash(machine, machine.here(command.replace(/^# /, '')), {HACTL_SOCKET: machine.haproxy.socket, ...more})

    machine.write('build/routes.map', many('be_old'))
    expect(deploy()).toMatchObject({status: 0, stdout: ''})
    expect(existsSync(machine.haproxy.file('backups/routes.map'))).toBe(false)

    for (const [content, why] of [
      [many('be_new', 99), /99 entries, 100 are required/],
      [many('be_new').replaceAll('be_app', 'be_else'), /more than --max-change 30%/],
    ] as const) {
      machine.write('build/routes.map', content)
      expect(deploy()).toMatchObject({status: 2, stdout: '', stderr: expect.stringMatching(why)})
    }
    machine.write('build/routes.map', many('be_new'))
    expect(deploy({HACTL_SOCKET: '/nowhere.sock'}).status).toBe(3)
    expect(await machine.count('be_old')).toBe(10)

    const done = deploy()
    expect(done.status, done.stderr).toBe(0)
    const report = JSON.parse(done.stdout.slice(done.stdout.indexOf('\n{') + 1)) as {changed: number; backup: {restore: string}}
    expect(report).toMatchObject({added: 0, changed: 10, removed: 0, saved: {written: true}})
    expect([await machine.count('be_new'), saved(machine), kept(machine)]).toEqual([10, many('be_new'), many('be_old')])

    expect(bash(machine, report.backup.restore).status).toBe(0)
    expect(await machine.count('be_old')).toBe(10)
  })
})

test('a folder of files, as docs/ci.md has it, stops at the first that fails', async () => {
  await using machine = await Machine.start()
  const [, loop = ''] = blocksOf('A shell script', 'sh', 2)
  machine.write('build/maps/blocked.map', 'no address\n')
  machine.write('build/maps/routes.map', many('be_new'))
  const run = (): Ran => bash(machine, machine.here(loop), {HACTL_SOCKET: machine.haproxy.socket})
  expect(run()).toMatchObject({status: 2, stderr: expect.stringContaining('blocked.map:1: ')})
  expect(await machine.count('be_new')).toBe(0)
  rmSync(fileOf(machine, 'build/maps/blocked.map'))
  expect(run().status).toBe(0)
  expect(await machine.count('be_new')).toBe(10)
})

interface Workflow {
  readonly jobs: Readonly<Record<string, {readonly env?: Readonly<Record<string, string>>; readonly steps: readonly Step[]}>>
}

/** All steps of the only job of a workflow, up to the one that fails. */
async function runWorkflow(machine: Machine, text: string, event: string): Promise<StepEnd[]> {
  const [job, ...others] = Object.values((parse(machine.here(text)) as Workflow).jobs)
  if (!job || others.length > 0) throw new Error('a workflow of one job was expected')
  const context: Record<string, string> = {'github.event_name': event}
  const ended: StepEnd[] = []
  for (const step of job.steps) {
    if (step.uses?.startsWith('actions/checkout@') || (step.if !== undefined && valueOf(step.if, context) !== 'true')) continue
    const end = await runStep(machine, step, context, job.env)
    ended.push(end)
    for (const [name, value] of Object.entries(end.outputs)) context[`steps.${step.id}.outputs.${name}`] = value
    if (end.status !== 0) break
  }
  return ended
}

function runStep(machine: Machine, step: Step, context: Context, env: Readonly<Record<string, string>> = {}): Promise<StepEnd> {
  const {workspace} = machine
  if (step.uses === undefined) return new StepRun(step, {workspace, context, env: {...machine.env, ...env}}).ended
  if (step.uses !== 'OWNER/hactl@REF') throw new Error(`the runner of this test does not know ${step.uses}`)
  const inputs = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, evaluated(String(value), context)]))
  return runAction({workspace, inputs, env: machine.env})
}

describe('the workflow of docs/ci.md with the action', () => {
  const [text = ''] = blocksOf('GitHub Actions', 'yaml', 2)

  test('looks in a pull request, and syncs on main', async () => {
    await using machine = await Machine.start()
    machine.write('maps/routes.map', many('be_new'))
    const looked = await runWorkflow(machine, text, 'pull_request')
    expect(looked.map(({status}) => status)).toEqual([0, 0])
    expect(looked[0]?.outputs['changed']).toBe('true')
    expect(JSON.parse(readFileSync(fileOf(machine, 'maps.json'), 'utf8'))).toMatchObject([{outcome: 'would change', changed: 10}])
    expect([await machine.count('be_old'), saved(machine)]).toEqual([10, many('be_old')])
    expect((await runWorkflow(machine, text, 'push')).map(({status}) => status)).toEqual([0, 0])
    expect([await machine.count('be_new'), saved(machine), kept(machine)]).toEqual([10, many('be_new'), many('be_old')])
    expect(JSON.parse(readFileSync(fileOf(machine, 'maps.json'), 'utf8'))).toMatchObject([{outcome: 'changed', error: null}])
    expect(await runWorkflow(machine, text, 'push')).toMatchObject([{status: 0, outputs: {changed: 'false'}}])
    machine.write('maps/routes.map', many('be_new', 99))
    expect(await runWorkflow(machine, text, 'push')).toMatchObject([{status: 2, outputs: {changed: 'false', status: '2'}}])
  })
})

describe('the workflow of docs/ci.md without the action', () => {
  const [, text = ''] = blocksOf('GitHub Actions', 'yaml', 2)

  test('checks, looks, and syncs only when something would change', async () => {
    await using machine = await Machine.start()
    machine.write('maps/routes.map', many('be_new', 99))
    expect((await runWorkflow(machine, text, 'push')).map(({status}) => status)).toEqual([2])
    machine.write('maps/routes.map', many('be_new').replaceAll('be_app', 'be_else'))
    expect((await runWorkflow(machine, text, 'push')).map(({status}) => status)).toEqual([0, 2])
    expect(await machine.count('be_old')).toBe(10)
    machine.write('maps/routes.map', many('be_new'))
    const ended = await runWorkflow(machine, text, 'push')
    expect(ended.map(({status}) => status)).toEqual([0, 0, 0])
    expect(ended[1]?.log).toMatch(/^::group::\S+routes\.map would change: 10 changed; .*\n {2}prepare map/m)
    expect(JSON.parse(ended[2]?.log ?? '')).toMatchObject({changed: 10, backup: {entries: 150}})
    expect([await machine.count('be_new'), saved(machine), kept(machine)]).toEqual([10, many('be_new'), many('be_old')])
    const again = await runWorkflow(machine, text, 'push')
    expect(again.map(({outputs}) => outputs)).toEqual([{}, {changes: 'false'}])
  })
})

type GitlabFile = Readonly<Record<string, unknown>> & {readonly variables: Readonly<Record<string, string>>}
interface GitlabJob {
  readonly script: readonly string[]
  readonly allow_failure?: {readonly exit_codes: number}
}

/** As the shell executor runs a job: one script, which stops at the first line that fails. */
function runGitlab(machine: Machine, name: string): Ran & {readonly state: 'passed' | 'warning' | 'failed'} {
  const [text = ''] = blocksOf('GitLab CI', 'yaml', 1)
  const file = parse(machine.here(text)) as GitlabFile
  const job = file[name] as GitlabJob
  const ran = bash(machine, ['set -eo pipefail', ...job.script].join('\n'), {CI: 'true', GITLAB_CI: 'true', ...file.variables})
  return {...ran, state: ran.status === 0 ? 'passed' : ran.status === job.allow_failure?.exit_codes ? 'warning' : 'failed'}
}

test('the jobs of GitLab in docs/ci.md check, warn of changes, and sync', async () => {
  await using machine = await Machine.start()
  machine.write('maps/routes.map', many('be_old'))
  expect(['check', 'plan'].map((name) => runGitlab(machine, name).state)).toEqual(['passed', 'passed'])
  machine.write('maps/routes.map', many('be_new', 99))
  expect(runGitlab(machine, 'check').state).toBe('failed')
  machine.write('maps/routes.map', many('be_new').replaceAll('be_app', 'be_else'))
  expect(['check', 'plan'].map((name) => runGitlab(machine, name).state)).toEqual(['passed', 'failed'])
  const refused = runGitlab(machine, 'deploy')
  expect(refused).toMatchObject({state: 'failed', status: 2, stdout: expect.stringContaining('too-much-change')})
  expect(JSON.parse(readFileSync(fileOf(machine, 'report.json'), 'utf8'))).toMatchObject({error: {code: 'too-much-change'}})
  machine.write('maps/routes.map', many('be_new'))
  const plan = runGitlab(machine, 'plan')
  expect(plan.state).toBe('warning')
  expect(plan.stdout).toMatch(/^section_start:\d+:hactl_\w+\[collapsed=true\]\r\u001B\[0K\S+routes\.map would change: 10 changed/)
  expect(await machine.count('be_old')).toBe(10)
  expect(runGitlab(machine, 'deploy').state).toBe('passed')
  expect([await machine.count('be_new'), saved(machine), kept(machine)]).toEqual([10, many('be_new'), many('be_old')])
  expect(JSON.parse(readFileSync(fileOf(machine, 'report.json'), 'utf8'))).toMatchObject({changed: 10, saved: {written: true}})
})

describe('the unit of systemd in docs/ci.md', () => {
  const [service = '', timer = ''] = blocksOf('A systemd timer', 'ini', 2)
  const valuesOf = (unit: string, key: string): string[] => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)

  test('checks the list, and syncs it with the script of the page', async () => {
    await using machine = await Machine.start()
    const unit = machine.here(service)
    const env = Object.fromEntries(valuesOf(unit, 'Environment').map((each) => each.split('=') as [string, string]))
    const start = (): (number | null)[] => {
      const statuses: (number | null)[] = []
      for (const line of [...valuesOf(unit, 'ExecStartPre'), ...valuesOf(unit, 'ExecStart')]) {
        // systemd starts programs, not a shell
        const [name = '', ...args] = line.split(' ')
        const {status} = spawnSync(name, args, {env: environment({...machine.env, ...env}), encoding: 'utf8'})
        statuses.push(status)
        if (status !== 0) break
      }
      return statuses
    }
    machine.bringList(99)
    expect(start()).toEqual([2])
    machine.bringList(200)
    expect(start()).toEqual([0, 2])
    machine.bringList(130)
    expect(start()).toEqual([0, 0])
    expect(await machine.count('blocked', 'maps/blocked.map')).toBe(130)
    expect(start()).toEqual([0, 0])
  })

  const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0

  test.runIf(hasAnalyze)('is one that systemd knows', async () => {
    await using machine = await Machine.start()
    const names = ['haproxy-blocked.service', 'haproxy-blocked.timer', 'haproxy.service']
    const files = names.map((name) => fileOf(machine, name))
    const haproxy = '[Service]\nExecStart=/usr/bin/env true\n'
    for (const [index, text] of [machine.here(service), timer, haproxy].entries()) writeFileSync(files[index] ?? '', text)
    const verify = (): Ran =>
      spawnSync('systemd-analyze', ['verify', '--man=no', ...files.slice(0, 2)], {
        encoding: 'utf8',
        env: environment({SYSTEMD_UNIT_PATH: `${machine.workspace}:`}),
      })
    const {status, stderr} = verify()
    expect({status, ours: stderr.split('\n').filter((line) => line.includes('haproxy-blocked'))}).toEqual({status: 0, ours: []})
    writeFileSync(files[1] ?? '', timer.replace('OnBootSec', 'OnBotSec'))
    expect(verify().stderr).toMatch(/Unknown key .*OnBotSec/)
  })
})
