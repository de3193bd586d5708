import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** One or two of these, in any version's words (server.c srv_update_addr_port, and srv_set_addr_desc of older ones). */
const part = String.raw`(?:(?:IP|port) changed from '[^']*' to '[^']*'|no need to change the (?:addr|port)|nothing changed)`
const success = new RegExp(`^${part}(?:, ${part})?(?: by 'stats socket command')?\n$`)

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
  encode: (server, address, port) => `set server ${word(server)} addr ${word(address)}${port === null ? '' : ` port ${port}`}`,
  decode: (reply) => {
    if (!reply.complete || !success.test(reply.text)) throw refused('set server', reply)
  },
} as const satisfies WireCommand<[server: string, address: string, port: number | null], void>
