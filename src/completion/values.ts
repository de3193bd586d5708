import type {NameKind} from './names.ts'

const named: Readonly<Record<string, NameKind>> = {acl: 'acl', backend: 'backend', frontend: 'frontend', map: 'map', server: 'server', servers: 'server'}

/** What an argument of a verb names. */
export function kindOfArgument(verb: string, argument: string): NameKind | undefined {
  if (argument !== 'name') return named[argument]
  const topic = verb.split(' ')[0] ?? ''
  return topic === 'server' || topic === 'backend' || topic === 'frontend' ? topic : undefined
}
