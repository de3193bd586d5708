import {HactlError} from '../protocol/error.ts'
import {type OutputFormat, outputFormats} from '../render/types.ts'

/** What the shell itself does. */
export type OwnCommand =
  | {readonly kind: 'help'; readonly topic: string | undefined}
  | {readonly kind: 'quit'}
  | {readonly kind: 'timing'}
  | {readonly kind: 'pager'; readonly on: boolean | undefined}
  | {readonly kind: 'output'; readonly format: OutputFormat}
  | {readonly kind: 'watch'; readonly seconds: number; readonly line: string | undefined}
  | {readonly kind: 'where'}
  | {readonly kind: 'connect'; readonly to: string}

export const ownNames = ['\\?', '\\c', '\\o', '\\pager', '\\q', '\\timing', '\\watch'] as const

/** s between two runs of `\watch` */
const defaultPause = 2
const leastPause = 0.1

/** @param topics that `help` tells about besides commands */
export const ownHelp = (topics: readonly string[]): string => `  any command of HAProxy       show info, set server be/s1 state drain; several
                               with ; between them
  any command of hactl         map sync big.map, server drain be/s1; help map
                               sync tells about one
  COMMAND <<                   its payload follows, a line each; an empty line
                               (or WORD behind <<WORD) ends it

  \\watch [SECONDS] [COMMAND]   run it again and again, the last one unless
                               named; Ctrl-C ends
  \\o FORM                      form of the output: ${outputFormats.join(', ')}
  \\pager [on|off]              what is longer than the terminal goes through
                               $HACTL_PAGER, $PAGER or less
  \\timing                      how long each command takes, on and off
  \\c CONTEXT, \\c ADDRESS       another HAProxy; \\c alone tells where this is,
                               and which contexts there are
  \\? TOPIC                     ${topics.slice(0, 3).join(', ')},
                               ${topics.slice(3).join(', ')}
  \\q, Ctrl-D                   leave

  Tab completes from this HAProxy, Ctrl-R searches the history, Ctrl-C ends what
  runs. operator, user, set timeout cli, set severity-output, expert-mode and
  experimental-mode hold until you leave.
  A line that begins with a blank is not remembered.
`

/** @throws HactlError `usage` */
export function readOwn(line: string): OwnCommand {
  const [, name = '', rest = ''] = /^(\\\S*)\s*(.*?)\s*$/.exec(line) ?? []
  if (name === '\\?' || name === '\\h') return {kind: 'help', topic: rest === '' ? undefined : rest}
  if (name === '\\q') return {kind: 'quit'}
  if (name === '\\timing') return {kind: 'timing'}
  if (name === '\\pager' && /^(?:on|off)?$/.test(rest)) return {kind: 'pager', on: rest === '' ? undefined : rest === 'on'}
  if (name === '\\pager') throw usage('\\pager takes on or off')
  if (name === '\\c') return rest === '' ? {kind: 'where'} : {kind: 'connect', to: rest}
  if (name === '\\watch') return watch(rest)
  const format = outputFormats.find((each) => each === rest)
  if (name === '\\o' && format) return {kind: 'output', format}
  if (name === '\\o') throw usage(`\\o takes ${outputFormats.join(', ')}`)
  throw usage(`the shell has no ${name}`)
}

function watch(rest: string): OwnCommand {
  const [, digits, behind = ''] = /^(\d+(?:\.\d+)?)?\s*(.*)$/.exec(rest) ?? []
  const seconds = digits === undefined ? defaultPause : Number(digits)
  if (seconds < leastPause) throw usage(`\\watch takes ${leastPause} seconds at least`)
  return {kind: 'watch', seconds, line: behind === '' ? undefined : behind}
}

const usage = (message: string): HactlError => new HactlError('usage', {exit: 2, message, hint: '\\? tells what there is'})
