import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** One or two of these, in any version's words (server.c srv_update_addr_port, and srv_set_addr_desc of older ones). */
const part = String.raw`(?:(?:IP|port) changed from '[^']*' to '[^']*'|no need to change the (?:addr|port)|nothing changed)`
const success = new RegExp(`^${part}(?:, ${part})?(?: by 'stats socket command')?\n$`)

/** A port, or an offset to the port of the client's connection, as which `show servers state` shows it all the same. */
export interface ServerPort {
  readonly number: number
  readonly offset: boolean
}

/** `80`, `+5`, `-5` */
export const portText = ({number, offset}: ServerPort): string => (offset && number >= 0 ? `+${number}` : String(number))

/** `80`; of an offset `+5`, and of one below 0 `+65531` or `+-5`. */
const formerPort = /port changed from '(\+?)(-?\d+)'/

function portIn(text: string): ServerPort | null {
  const [, plus, digits] = formerPort.exec(text) ?? []
  if (digits === undefined) return null
  const number = Number(digits)
  return {number: plus && number > 32_767 ? number - 65_536 : number, offset: plus !== ''}
}

/**
 * `set server BACKEND/SERVER addr IP [port PORT]`. Success and failure are texts of one severity; what is told to be changed is read by others a moment later
 * only (from 3.0 on). Management guide 9.3.
 */
export const setServerAddr = {
  name: 'set server',
  since: '1.7',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, address, port) => `set server ${word(server)} addr ${word(address)}${port === null ? '' : ` port ${portText(port)}`}`,
  /** @returns the port that it had, where that was changed: nothing else tells an offset from a port */
  decode: (reply): ServerPort | null => {
    if (!reply.complete || !success.test(reply.text)) throw refused('set server', reply)
    return portIn(reply.text)
  },
} as const satisfies WireCommand<[server: string, address: string, port: ServerPort | null], ServerPort | null>
