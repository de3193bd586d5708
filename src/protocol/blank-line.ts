import type {WireText} from './word.ts'

type Messages = readonly (readonly [command: RegExp, message: RegExp])[]

/** What no HAProxy with `missingBlankLine` of the dialect ends in a blank line (server.c and sink.c of 2.2 to 2.7; seen on 2.2.9 and 2.6.12). */
const never: Messages = [
  [
    /^set (?:server|weight|maxconn)\b/,
    /^(?:Trailing garbage in (?:weight|maxconn) string|(?:Empty weight string|maxconn string) empty or preceded by garbage)\n/,
  ],
  [
    /^set server\b/,
    /^(?:(?:health|agent) checks are not enabled on this server|invalid addr '.*'|provided port is (?:invalid|not an integer)|can't unset 'port' since MAPPORTS is in use)\n/,
  ],
  [/^(?:add|del) server\b/, /^(?:Require 'backend\/server'\.|No such backend\.)\n/],
  [/^add server\b/, /^Backend must use a dynamic load balancing to support dynamic servers\.\n/],
  [
    /^del server\b/,
    /^(?:No such server\.|Server deleted\.|Only servers in maintenance mode can be deleted\.|Only servers added at runtime via <add server> CLI cmd can be deleted\.|This server cannot be removed at runtime due to other configuration elements pointing to it\.|Server still has connections attached to it, cannot remove it\.)\n/,
  ],
  [/^show events\b/, /^(?:No such event sink|Nothing to report for this sink|unknown option)\n/],
  [/^(?:show )?trace\b/, /^No such trace source\n/],
  [/^get var\b/, /^.+: type=\w+ value=.*\n/],
]

/** What some of them do not: 2.2 all JSON and most of `trace`, 2.4 `add server`. */
const sometimes: Messages = [
  [/^show (?:stat|info|schema)\b.*\bjson\b/, /^[[{].*[\]}]\n/],
  [/^trace\b/, /^(?:All traces now stopped|No such (?:trace event|sink|trace level|verbosity level)|Unsupported lock-on criterion|Unknown trace keyword)\n/],
  [
    /^add server\b/,
    /^(?:New server registered\.|Already exists a server with the same name in backend\.|MUX protocol is not usable for server\.|Failed to initialize load-balancing data\.)\n/,
  ],
]

/** Of an answer without its severity. @returns the length of the message that it begins with where that is known to have no blank line behind it */
export function unendedLength(command: WireText, answer: WireText): number | undefined {
  const [, message] = never.find(([of, begins]) => of.test(command) && begins.test(answer)) ?? []
  return message?.exec(answer)?.[0].length
}

/**
 * Whether an answer without its severity, behind which nothing came, is whole though it has no blank line.
 *
 * @param severity where it was asked for and stood before the answer: the line of an error says that it is one, whatever else it was to say
 */
export const isWholeUnended = (command: WireText, answer: WireText, severity?: number): boolean =>
  (severity !== undefined && severity <= gravestError && /^[^\n]+\n$/.test(answer)) ||
  [...never, ...sometimes].some(([of, message]) => of.test(command) && message.exec(answer)?.[0].length === answer.length)

/** syslog number: from here on it is a warning. */
const gravestError = 3
