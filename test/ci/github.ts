import {type ChildProcess, spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {environment} from '../cli/hactl.ts'

/** A step of a workflow or of a composite action, as far as we have any. */
export interface Step {
  readonly id?: string
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string | number | boolean>>
  readonly env?: Readonly<Record<string, string>>
  readonly shell?: string
  readonly run?: string
}

export interface StepEnd {
  readonly status: number | null
  /** stdout and stderr, as they came. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  /** What the step wrote for the page of the run. */
  readonly summary: string
}

/** `inputs.socket`, `steps.plan.outputs.changed`: what an expression can name. */
export type Context = Readonly<Record<string, string>>

/** The few expressions that we use: a name, or whether one is a text. @throws for any other */
export function valueOf(expression: string, context: Context): string {
  const [, name = '', literal] = /^\s*([\w.-]+)(?:\s*==\s*'([^']*)')?\s*$/.exec(expression) ?? []
  const value = context[name]
  if (value === undefined) throw new Error(`the runner of this test does not know ${expression}`)
  return literal === undefined ? value : String(value === literal)
}

export const evaluated = (text: string, context: Context): string =>
  text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => valueOf(expression, context))

/** A step that runs as GitHub's runner would run it: its script in a file, bash told to stop at the first failure, files for outputs and summary. */
export class StepRun {
  readonly child: ChildProcess
  readonly ended: Promise<StepEnd>

  constructor(step: Step, {workspace, context, env = {}}: {workspace: string; context: Context; env?: Readonly<Record<string, string>>}) {
    const script = step.run ?? ''
    const files = mkdtempSync(join(tmpdir(), 'hactl-step-'))
    const file = (name: string): string => join(files, name)
    writeFileSync(file('script.sh'), evaluated(script, context))
    for (const name of ['output', 'summary']) writeFileSync(file(name), '')
    // https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#jobsjob_idstepsshell
    const options = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e']
    this.child = spawn('bash', [...options, file('script.sh')], {
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment({
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_OUTPUT: file('output'),
        GITHUB_STEP_SUMMARY: file('summary'),
        RUNNER_TEMP: files,
        TERM: '',
        ...env,
        ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluated(value, context)])),
      }),
    })
    let log = ''
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (log += text))
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject)
      this.child.on('close', (status) => {
        const [output, summary] = [readFileSync(file('output'), 'utf8'), readFileSync(file('summary'), 'utf8')]
        rmSync(files, {recursive: true})
        resolve({status, log, outputs: outputsIn(output), summary})
      })
    })
  }
}

/** `name=value`, or `name<<END`, lines, `END`. */
function outputsIn(text: string): Record<string, string> {
  const found = [...text.matchAll(/^(\w+)(?:=(.*)|<<(\S+)\n([^]*?)\n\3)\n/gm)]
  if (found.map(([whole]) => whole).join('') !== text) throw new Error(`no file of outputs: ${JSON.stringify(text)}`)
  return Object.fromEntries(found.map(([, name = '', line, , lines]) => [name, line ?? lines ?? '']))
}
