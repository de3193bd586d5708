import {readFileSync} from 'node:fs'
import {parse} from 'yaml'
import {root} from '../../scripts/commands.mjs'
import {program} from '../cli/hactl.ts'
import {type Context, evaluated, type Step, type StepEnd, StepRun} from './github.ts'

interface Action {
  readonly inputs: Readonly<Record<string, {readonly description: string; readonly required?: boolean; readonly default?: string}>>
  readonly outputs: Readonly<Record<string, {readonly description: string; readonly value: string}>>
  readonly runs: {readonly using: string; readonly steps: readonly Step[]}
}

export const action = parse(readFileSync(`${root}action.yml`, 'utf8')) as Action

export interface ActionEnd extends StepEnd {
  readonly status: number | null
}

interface Given {
  readonly workspace: string
  readonly inputs: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Where the action is checked out. */
  readonly path?: string
}

/** Its only step under way. @throws where an input is not declared, or is required and lacking */
export function startAction({workspace, inputs, env = {}, path = root}: Given): StepRun {
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs))
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`)
  const values = Object.entries(action.inputs).map(([name, {default: fallback, required}]) => {
    const value = inputs[name] ?? fallback
    if (value === undefined || (required && inputs[name] === undefined)) throw new Error(`${name} is required`)
    return [`inputs.${name}`, value] as const
  })
  const [step, ...others] = action.runs.steps
  if (!step || others.length > 0) throw new Error('the action is meant to be one step')
  return new StepRun(step, {workspace, env: {GITHUB_ACTION_PATH: path, ...env}, context: Object.fromEntries(values)})
}

/** How it ended, with its outputs under the names that a workflow knows. */
export async function runAction(given: Given): Promise<ActionEnd> {
  // a runner's checkout would be built: what the tests use is
  const ended = await startAction({...given, inputs: {hactl: program, ...given.inputs}}).ended
  return {...ended, outputs: outputsOf(ended)}
}

export function outputsOf({outputs}: StepEnd): Record<string, string> {
  const context: Context = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [`steps.sync.outputs.${name}`, value]))
  return Object.fromEntries(Object.entries(action.outputs).map(([name, {value}]) => [name, evaluated(value, context)]))
}
