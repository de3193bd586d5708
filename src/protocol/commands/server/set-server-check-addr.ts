import type {WireCommand} from '../../command.ts'
import {HactlError} from '../../error.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

const noCheckAddr = 'HAProxy 3.4 refuses every address for checks while it runs (seen with 3.4.7): `addr` of the server in haproxy.cfg sets it'

/** `set server BACKEND/SERVER check-addr IP`: where its health checks go to. 3.4.7 refuses every address. Management guide 9.3. */
export const setServerCheckAddr = {
  name: 'set server check-addr',
  since: '2.4',
  level: 'admin',
  instead: '`addr` of the server in haproxy.cfg, and a reload; hactl server health --port works here, too',
  changes: true,
  look: 'hactl server show',
  encode: (server, address) => `set server ${word(server)} check-addr ${word(address)}`,
  decode: (reply) => {
    if (reply.complete && reply.text === '') return
    const {code, exit, message, hint} = refused('set server', reply)
    // the address was looked at before it was sent
    throw new HactlError(code, {exit, message, hint: hint ?? (reply.text.startsWith('invalid addr') ? noCheckAddr : undefined)})
  },
} as const satisfies WireCommand<[server: string, address: string], void>
