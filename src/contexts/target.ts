import {nearestNames} from '../client/nearest.ts'
import {HactlError} from '../protocol/error.ts'
import {type Choice, findContext} from './choose.ts'
import type {Context, ContextFile, ContextFiles} from './context.ts'

/** The one HAProxy that was named. */
export interface NamedTarget {
  readonly address: string
  /** undefined where an address was named. */
  readonly context: Context | undefined
  /** A person or program named it for this run: a flag or a variable, not a file. Not so where the name alone does not tell which is meant. */
  readonly onPurpose: boolean
  /** The project file that says where it is, or that it is this one. */
  readonly project: ContextFile | undefined
  /** Where the user's own context of this name is, when the project's leads elsewhere. */
  readonly shadows: string | undefined
}

/**
 * The target of a choice.
 *
 * @returns undefined where none is named, and HAProxy is to be discovered
 * @throws HactlError `context-unknown`, `usage` for more than one
 */
export async function targetOf({naming, files}: Choice): Promise<NamedTarget | undefined> {
  if (naming.by === 'discovery') return undefined
  if (naming.by === 'socket') return {address: only(naming.said.value), context: undefined, onPurpose: true, project: undefined, shadows: undefined}
  const {said, context} = naming
  if (!context) throw await unknownContext(said.value, files, said.origin)
  const {project} = files
  const shadows = shadowed(context, files)
  const inProject = project?.contexts.has(context.name) === true || said === project?.current
  return {
    address: context.master ?? onlyOf(context),
    context,
    onPurpose: shadows === undefined && (said.origin === '--context' || said.origin === 'HACTL_CONTEXT'),
    project: inProject ? project : undefined,
    shadows,
  }
}

const addressesOf = ({master, sockets}: Context): string => master ?? sockets.join(', ')

function shadowed(context: Context, {user}: ContextFiles): string | undefined {
  const own = user?.contexts.get(context.name)
  return own && addressesOf(own) !== addressesOf(context) ? addressesOf(own) : undefined
}

/** @throws HactlError `usage` for more than one: taking the last would surprise */
function only([address = '', ...others]: readonly string[]): string {
  if (others.length === 0) return address
  throw new HactlError('usage', {
    exit: 2,
    message: `more than one target was named: ${[address, ...others].join(', ')}`,
    hint: 'name one with -s; run the command once for each HAProxy',
  })
}

function onlyOf({name, sockets, origin}: Context): string {
  const [address = '', ...others] = sockets
  if (others.length === 0) return address
  throw new HactlError('usage', {
    exit: 2,
    message: `context ${name} has ${sockets.length} sockets (${origin}), and this command talks to one HAProxy`,
    hint: `name one with -s ${address}; run the command once for each HAProxy`,
  })
}

/** The context of a name. @throws HactlError `context-unknown` */
export async function contextNamed(name: string, files: ContextFiles): Promise<Context> {
  const found = findContext(files, name)
  if (found) return found
  throw await unknownContext(name, files)
}

/** What is wrong with a name that no file has. @param origin who says it */
export async function unknownContext(name: string, files: ContextFiles, origin?: string): Promise<HactlError> {
  const names = contextNames(files)
  const [meant] = await nearestNames(name, names)
  const others = names.length === 0 ? 'there are none; hactl context add makes one' : `there are: ${names.join(', ')}`
  return new HactlError('context-unknown', {
    exit: 2,
    message: `there is no context ${JSON.stringify(name)}${origin === undefined ? '' : `, which ${origin} names`}`,
    hint: meant === undefined ? others : `did you mean ${meant}? ${others}`,
  })
}

export const contextNames = ({project, user}: ContextFiles): string[] => [...new Set([...(project?.contexts.keys() ?? []), ...(user?.contexts.keys() ?? [])])]
