import type {ValueKind} from '../completion/values.ts'

/** What may stand in a place behind the words of a command: a name, one of some words, or something that only the user knows. */
type Step = ValueKind | readonly string[] | 'any'

/** What stands behind the words of HAProxy's commands, in order; the last of `more` again and again. The rest is HAProxy's to know. Management guide 9.3. */
interface Grammar {
  readonly command: RegExp
  readonly steps: readonly Step[]
  readonly more?: readonly string[]
}

const grammars: readonly Grammar[] = [
  {command: /^(?:add|clear|commit|del|get|prepare|set|show) map$/, steps: ['map']},
  {command: /^(?:add|clear|commit|del|get|prepare|show) acl$/, steps: ['acl']},
  {command: /^(?:set|disable|enable|del) server$/, steps: ['server']},
  {command: /^(?:disable|enable) (?:agent|health)$/, steps: ['server']},
  {command: /^(?:get weight|set weight|set maxconn server|shutdown sessions server)$/, steps: ['server']},
  {command: /^(?:disable|enable|shutdown|set maxconn) frontend$/, steps: ['frontend']},
  {command: /^show servers (?:state|conn)$/, steps: ['backend']},
  {command: /^(?:set dynamic-cookie-key|(?:en|dis)able dynamic-cookie|del|publish|unpublish) backend$/, steps: ['backend']},
  {command: /^(?:show|set|clear) table$/, steps: ['table', ['key']]},
  {command: /^(?:abort|commit|del|dump|set|show) ssl cert$/, steps: ['certificate']},
  {command: /^update ssl ocsp-response$/, steps: ['certificate']},
  {command: /^show sess$/, steps: ['session']},
  {command: /^shutdown session$/, steps: ['session']},
  {command: /^show errors$/, steps: ['proxy', ['request', 'response']]},
  {command: /^show events$/, steps: ['ring'], more: ['-w', '-n']},
  {command: /^show trace$/, steps: ['traceSource']},
  {
    command: /^set profiling$/,
    steps: [
      ['memory', 'tasks'],
      ['auto', 'off', 'on'],
    ],
  },
  {command: /^show profiling$/, steps: [], more: ['all', 'memory', 'status', 'tasks']},
  {command: /^set rate-limit$/, steps: [['connections', 'http-compression', 'sessions', 'ssl-sessions'], ['global']]},
  {command: /^set timeout$/, steps: [['cli']]},
  {command: /^set severity-output$/, steps: [['none', 'number', 'string']]},
  {command: /^clear counters$/, steps: [['all']]},
  {command: /^wait$/, steps: ['any', ['srv-removable'], 'server']},
  {command: /^trace$/, steps: ['traceSource', ['event', 'level', 'lock', 'pause', 'sink', 'start', 'stop', 'verbosity']]},
]

/** What `set server BACKEND/SERVER` sets, and to what. */
const ofServers: Readonly<Record<string, readonly string[]>> = {
  '': ['state', 'weight', 'addr', 'fqdn', 'health', 'agent', 'agent-addr', 'agent-port', 'agent-send', 'check-addr', 'check-port', 'ssl'],
  state: ['ready', 'drain', 'maint'],
  health: ['up', 'stopping', 'down'],
  agent: ['up', 'down'],
  ssl: ['on', 'off'],
}

/** What `trace SOURCE` sets, and to what. */
const ofTraces: Readonly<Record<string, Step>> = {
  level: ['error', 'user', 'proto', 'state', 'data', 'developer'],
  lock: ['backend', 'connection', 'frontend', 'listener', 'nothing', 'server', 'session', 'thread'],
  pause: ['now', 'none', 'any'],
  sink: 'ring',
  start: ['now', 'none', 'any'],
  stop: ['now', 'none', 'any'],
  verbosity: ['quiet', 'clean', 'minimal', 'simple', 'advanced', 'complete'],
}

/** Words that may come next behind a command of HAProxy, and the names that may. */
export interface Place {
  readonly words: readonly string[]
  readonly kind?: ValueKind | undefined
  /** These are all: the choices of its `help` stand elsewhere. */
  readonly known?: boolean
}

/**
 * @param command its first words
 * @param given what stands behind them so far
 */
export function placeOf(command: string, given: readonly string[]): Place {
  const behind = given.filter((word) => !word.startsWith('@'))
  if (command === 'set server' && behind.length > 0) return placeAt(ofServers[behind.slice(1).join(' ')])
  if (command === 'trace' && behind.length > 1) return placeAt(behind.length === 2 ? ofTraces[behind[1] ?? ''] : undefined)
  const grammar = grammars.find((each) => each.command.test(command))
  if (!grammar) return {words: []}
  const step = grammar.steps[behind.length]
  if (step !== undefined) return {...placeAt(step), known: typeof step !== 'string'}
  return grammar.more ? {words: grammar.more.filter((word) => !behind.includes(word)), known: true} : {words: []}
}

function placeAt(step: Step | undefined): Place {
  if (step === undefined || step === 'any') return {words: []}
  return typeof step === 'string' ? {words: [], kind: step} : {words: step}
}
