import type {NameKind} from '../completion/names.ts'

/** What stands behind the words of HAProxy's commands, in order; the rest of it is HAProxy's to know. Management guide 9.3. */
const ofCommands: readonly (readonly [RegExp, readonly NameKind[]])[] = [
  [/^(?:add|clear|commit|del|get|prepare|set|show) map$/, ['map']],
  [/^(?:add|clear|commit|del|get|prepare|show) acl$/, ['acl']],
  [/^(?:set|disable|enable|del) server$/, ['server']],
  [/^(?:disable|enable) (?:agent|health)$/, ['server']],
  [/^(?:get weight|set weight|set maxconn server|shutdown sessions server)$/, ['server']],
  [/^(?:disable|enable|shutdown|set maxconn) frontend$/, ['frontend']],
  [/^show servers (?:state|conn)$/, ['backend']],
  [/^(?:set dynamic-cookie-key|(?:en|dis)able dynamic-cookie|del|publish|unpublish) backend$/, ['backend']],
  [/^(?:show|set|clear) table$/, ['table']],
  [/^(?:abort|commit|del|dump|set|show) ssl cert$/, ['certificate']],
]

/** `set server BACKEND/SERVER` and the words behind it. */
const ofServers: Readonly<Record<string, readonly string[]>> = {
  '': ['state', 'weight', 'addr', 'fqdn', 'health', 'agent', 'agent-addr', 'agent-port', 'agent-send', 'check-addr', 'check-port', 'ssl'],
  state: ['ready', 'drain', 'maint'],
  health: ['up', 'stopping', 'down'],
  agent: ['up', 'down'],
  ssl: ['on', 'off'],
}

/** Words that may come next behind a command of HAProxy, and the names that may. */
export interface Place {
  readonly words: readonly string[]
  readonly kind?: NameKind | undefined
}

/**
 * @param command its first words
 * @param given what stands behind them so far
 */
export function placeOf(command: string, given: readonly string[]): Place {
  const kinds = ofCommands.find(([pattern]) => pattern.test(command))?.[1] ?? []
  const behind = given.filter((word) => !word.startsWith('@'))
  if (command === 'set server' && behind.length > 0) return {words: ofServers[behind.slice(1).join(' ')] ?? []}
  return {words: [], kind: kinds[behind.length]}
}
