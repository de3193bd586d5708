import type {LimitName} from '../process/limits.ts'
import type {NameKind} from './names.ts'
import type {Verb, VerbArgument, VerbFlag} from './verbs.ts'

/** What a word names: something of HAProxy, one of its sessions (which are not to be asked for: threads would stand still), a context, a file. */
export type ValueKind = NameKind | 'session' | 'context' | 'file'

const ofArguments: Readonly<Record<string, ValueKind>> = {
  acl: 'acl',
  backend: 'backend',
  file: 'file',
  files: 'file',
  frontend: 'frontend',
  map: 'map',
  proxy: 'proxy',
  ring: 'ring',
  server: 'server',
  servers: 'server',
  sink: 'ring',
  session: 'session',
  sessions: 'session',
  source: 'file',
  sources: 'traceSource',
  table: 'table',
}

/** Where the command tells more than the argument's name. */
const ofVerbs: Readonly<Record<string, ValueKind>> = {
  'backend list name': 'backend',
  'context remove name': 'context',
  'context show name': 'context',
  'context use name': 'context',
  'frontend list name': 'frontend',
  'server add server': 'newServer',
  'server conn name': 'server',
  'server list name': 'server',
  'stat name': 'proxy',
  'table set values': 'storedValue',
  'trace show source': 'traceSource',
}

/** Where the flag means something else with each command. */
const ofVerbFlags: Readonly<Record<string, ValueKind>> = {
  'info --fields': 'infoField',
  'stat --fields': 'statField',
  'table get --fields': 'entryField',
  'table show --fields': 'entryField',
  'table top --fields': 'entryField',
}

const ofFlags: Readonly<Record<string, ValueKind>> = {
  acl: 'acl',
  backend: 'backend',
  backup: 'file',
  by: 'storedType',
  context: 'context',
  data: 'storedType',
  frontend: 'frontend',
  map: 'map',
  master: 'file',
  'save-to': 'file',
  server: 'server',
  sink: 'ring',
  socket: 'file',
  table: 'table',
  to: 'file',
}

/** What an argument of a command names; undefined where only the user knows. */
export const kindOfArgument = (verb: Verb, {name}: VerbArgument): ValueKind | undefined => ofVerbs[`${verb.name} ${name}`] ?? ofArguments[name]

/** What stands behind a flag. */
export const kindOfFlag = ({name}: VerbFlag, verb: Verb | undefined): ValueKind | undefined => ofVerbFlags[`${verb?.name ?? ''} --${name}`] ?? ofFlags[name]

// named here, for process/limits.ts brings the client with it
const limits: Readonly<Record<LimitName, true>> = {maxconn: true, connections: true, sessions: true, 'ssl-sessions': true, 'http-compression': true}

/** All that an argument may be. */
export const choicesOf = ({name}: Verb, argument: VerbArgument): readonly string[] =>
  name === 'limit set' && argument.name === 'limit' ? Object.keys(limits) : argument.choices
