import {isWholeUnended} from './blank-line.ts'
import type {ReferenceKind} from './commands/map/reference.ts'
import {HactlError} from './error.ts'
import type {Reply} from './reply.ts'
import {readable} from './word.ts'

type Noun = ReferenceKind['noun']

/** Of the commands that there are for both, `add acl`. */
export const nounOf = (command: string): Noun => (command.endsWith(' acl') ? 'acl' : 'map')

interface Refusal {
  pattern: RegExp
  code: string
  exit: 1 | 2 | 4 | 7
  hint?: (noun: Noun) => string
}

const serverBusy = /^Server still has (?:idle )?connections attached/

/** Texts that tell more than "refused" (runtime-api 1.6). The first that fits holds. */
const refusals: readonly Refusal[] = [
  {
    pattern: /^Permission denied/,
    code: 'permission-denied',
    exit: 7,
    hint: () => 'the socket needs more rights: `stats socket PATH level admin` in the global section of haproxy.cfg; maps need admin from HAProxy 3.3 on',
  },
  {pattern: /^Unknown (map|ACL) identifier/, code: 'map-unknown', exit: 2, hint: (noun) => `hactl ${noun} list shows what this HAProxy has`},
  {pattern: /^No such (?:server|backend|frontend)\./, code: 'proxy-unknown', exit: 2, hint: () => 'hactl stat shows what this HAProxy has'},
  {
    pattern: /^Already exists a server|name is already used by other proxy/,
    code: 'proxy-exists',
    exit: 2,
    hint: () => 'hactl stat shows what this HAProxy has',
  },
  {pattern: /^Cannot find default proxy/, code: 'defaults-unknown', exit: 2, hint: () => 'it takes the name of a `defaults NAME` section of haproxy.cfg'},
  {pattern: /^Frontend was previously shut down/, code: 'refused', exit: 1, hint: () => 'only a reload of HAProxy brings it back'},
  {
    pattern: /can't change <port> to port map/,
    code: 'refused',
    exit: 1,
    hint: () => 'HAProxy takes an offset where health checks have a port of their own only: `port` of the server in haproxy.cfg, or hactl server health --port',
  },
  {pattern: /^Backend must be unpublished/, code: 'refused', exit: 1, hint: () => 'hactl backend unpublish comes first'},
  {
    pattern: /^Backend still has attached streams/,
    code: 'backend-busy',
    exit: 1,
    hint: () => 'hactl backend del --wait waits until they are gone; hactl session list --backend shows them',
  },
  {
    pattern: /^Only a backend without server/,
    code: 'backend-has-servers',
    exit: 1,
    hint: () => 'hactl server del BACKEND/SERVER --maint deletes each of them first',
  },
  {pattern: serverBusy, code: 'server-busy', exit: 1, hint: () => 'hactl server del --wait waits until they are gone'},
  {pattern: /^No such table/, code: 'table-unknown', exit: 2, hint: () => 'hactl table list shows what this HAProxy has'},
  {
    pattern: /^Entry currently in use/,
    code: 'entry-in-use',
    exit: 1,
    hint: () => 'HAProxy removes no entry that a session tracks at this moment; try again when that is over',
  },
  {
    pattern: /^Unable to allocate a new entry/,
    code: 'table-full',
    exit: 1,
    hint: () => 'the table is full and does not forget older entries (`nopurge`), or HAProxy has no memory left; hactl table list shows how full it is',
  },
  {
    pattern: /^Version number (out of range|in the future)/,
    code: 'version-gone',
    exit: 4,
    hint: () => 'another writer has committed, or HAProxy was reloaded; run the command again',
  },
  {pattern: /^Unknown command/, code: 'unsupported', exit: 1, hint: () => 'this HAProxy version does not know the command; hactl version shows which one runs'},
  {
    pattern: /^The (command|command line|payload) is too big/,
    code: 'too-big',
    exit: 1,
    hint: () => 'tune.bufsize in the global section of haproxy.cfg allows longer lines',
  },
  {pattern: /^(Key not found|entry not found)/, code: 'key-unknown', exit: 2, hint: (noun) => `hactl ${noun} show lists its entries`},
]

/** The error for an answer that is not the success form of `command`. */
export function refused(command: string, reply: Reply): HactlError {
  const text = readable(reply.text).trim()
  const known = refusals.find(({pattern}) => pattern.test(text))
  if (!reply.complete && known?.code !== 'too-big' && !isWholeUnended(command, reply.text, reply.severity)) {
    return new HactlError('reply-truncated', {
      exit: 3,
      message: text === '' ? `HAProxy closed the connection without an answer to \`${command}\`` : `the answer to \`${command}\` was cut: ${firstLines(text)}`,
      hint: 'the log of HAProxy says more; `hactl version` shows whether it still runs',
    })
  }
  if (text === '') return new HactlError('refused', {exit: 1, message: `HAProxy gave an empty answer to \`${command}\` where one was due`})
  return new HactlError(known?.code ?? 'refused', {
    exit: known?.exit ?? 1,
    message: `HAProxy refused \`${command}\`: ${firstLines(text)}`,
    hint: known?.hint?.(nounOf(command)),
  })
}

/** An unknown command is answered with up to fifty lines of help. */
const firstLines = (text: string): string => text.split('\n', 1)[0] ?? ''

/** Decoder for commands whose success is an empty answer, and nothing else. */
export function acknowledged(command: string): (reply: Reply) => void {
  return (reply) => {
    if (!reply.complete || reply.text !== '') throw refused(command, reply)
  }
}

/**
 * Decoder for commands whose success is a message of its own. HAProxy before 2.8 ends some without their blank line (6219a58d2): a line that is whole tells
 * what became of the command all the same.
 *
 * @returns what the parts of the message are, by the expression
 */
export function announced(command: string, success: RegExp): (reply: Reply) => RegExpExecArray {
  return (reply) => {
    const complete = reply.complete || reply.text.endsWith('\n')
    const found = complete ? success.exec(reply.text) : null
    if (!found) throw refused(command, {...reply, complete})
    return found
  }
}
