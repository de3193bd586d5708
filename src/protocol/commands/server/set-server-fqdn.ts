import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** HAProxy's own spelling. */
const success = /^(?:\S+ changed its FQDN from \S+ to \S+|no need to change the FDQN) by 'stats socket command'\n$/

/** `set server BACKEND/SERVER fqdn NAME`: the name that its `resolvers` ask for. Management guide 9.3. */
export const setServerFqdn = {
  name: 'set server',
  since: '1.8',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, name) => `set server ${word(server)} fqdn ${word(name)}`,
  decode: (reply) => {
    if (!reply.complete || !success.test(reply.text)) throw refused('set server', reply)
  },
} as const satisfies WireCommand<[server: string, name: string], void>
