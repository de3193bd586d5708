import {parseDuration} from '../protocol/duration.ts'
import {HactlError} from '../protocol/error.ts'
import {type OutputFormat, outputFormats} from '../render/types.ts'
import type {Context, ContextFile, ContextFiles, Said} from './context.ts'
import type {Environment} from './paths.ts'

/** What the command line says; what it does not say is left out. */
export interface Given {
  readonly sockets?: readonly string[] | undefined
  readonly context?: string | undefined
  /** ms */
  readonly timeout?: number | undefined
  readonly output?: OutputFormat | undefined
}

/** What names the target, and where that was said. */
export type Naming =
  | {readonly by: 'socket'; readonly said: Said<readonly string[]>}
  | {readonly by: 'context'; readonly said: Said<string>; readonly context: Context | undefined}
  | {readonly by: 'discovery'}

/** What holds, and who says so: flag, environment, project file, user file, discovery, in this order. */
export interface Choice {
  readonly files: ContextFiles
  readonly naming: Naming
  readonly timeout: Said<number> | undefined
  readonly output: Said<OutputFormat> | undefined
}

/** @throws HactlError `usage` for two targets at once, and for variables that cannot be understood */
export function choose(given: Given, env: Environment, files: ContextFiles): Choice {
  const naming = nameTarget(given, env, files)
  const context = naming.by === 'context' ? naming.context : undefined
  return {
    files,
    naming,
    timeout: byFlag('--timeout', given.timeout) ?? timeoutIn(env) ?? fromFiles(files, context, ({timeout}) => timeout),
    output: byFlag('--output', given.output) ?? outputIn(env) ?? fromFiles(files, context, ({output}) => output),
  }
}

function nameTarget({sockets = [], context}: Given, env: Environment, files: ContextFiles): Naming {
  if (sockets.length > 0 && context !== undefined) throw twoTargets('--socket', '--context')
  if (sockets.length > 0) return {by: 'socket', said: {value: sockets, origin: '--socket'}}
  if (context !== undefined) return byContext({value: context, origin: '--context'}, files)
  const [socket, named] = [env['HACTL_SOCKET'] ?? '', env['HACTL_CONTEXT'] ?? '']
  if (socket !== '' && named !== '') throw twoTargets('HACTL_SOCKET', 'HACTL_CONTEXT')
  if (socket !== '') return {by: 'socket', said: {value: [socket], origin: 'HACTL_SOCKET'}}
  if (named !== '') return byContext({value: named, origin: 'HACTL_CONTEXT'}, files)
  const current = files.project?.current ?? files.user?.current
  return current ? byContext(current, files) : {by: 'discovery'}
}

const byContext = (said: Said<string>, files: ContextFiles): Naming => ({by: 'context', said, context: findContext(files, said.value)})

/** The context of a name, the project's before the user's. What protects it holds when either file says so. */
export function findContext({project, user}: ContextFiles, name: string): Context | undefined {
  const [theirs, own] = [project?.contexts.get(name), user?.contexts.get(name)]
  if (!theirs || !own) return theirs ?? own
  return {...theirs, readOnly: strictest(theirs.readOnly, own.readOnly), confirm: strictest(theirs.confirm, own.confirm)}
}

const strictest = (one: Said<boolean> | undefined, other: Said<boolean> | undefined): Said<boolean> | undefined => (one?.value === true ? one : (other ?? one))

const twoTargets = (one: string, other: string): HactlError =>
  new HactlError('usage', {exit: 2, message: `${one} and ${other} each name a target`, hint: 'give one of them'})

const byFlag = <Value>(origin: string, value: Value | undefined): Said<Value> | undefined => (value === undefined ? undefined : {value, origin})

function timeoutIn(env: Environment): Said<number> | undefined {
  const text = env['HACTL_TIMEOUT'] ?? ''
  return text === '' ? undefined : {value: parseDuration(text, 'HACTL_TIMEOUT'), origin: 'HACTL_TIMEOUT'}
}

function outputIn(env: Environment): Said<OutputFormat> | undefined {
  const text = env['HACTL_OUTPUT'] ?? ''
  if (text === '') return undefined
  const value = outputFormats.find((each) => each === text)
  if (value) return {value, origin: 'HACTL_OUTPUT'}
  throw new HactlError('usage', {exit: 2, message: `HACTL_OUTPUT takes one of ${outputFormats.join(', ')}, not ${JSON.stringify(text)}`})
}

/** In each file the context's own come before those for all. */
function fromFiles<Value>(
  {project, user}: ContextFiles,
  context: Context | undefined,
  pick: (defaults: ContextFile['defaults']) => Said<Value> | undefined,
): Said<Value> | undefined {
  const of = (file: ContextFile | undefined): Said<Value> | undefined => {
    const own = context && file?.contexts.get(context.name)
    return (own && pick(own.defaults)) ?? (file && pick(file.defaults))
  }
  return of(project) ?? of(user)
}
