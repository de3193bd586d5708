import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER check-port PORT`: where its health checks go to; 0 is the port of the server. Management guide 9.3. */
export const setServerCheckPort = {
  name: 'set server',
  since: '1.7',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, port) => `set server ${word(server)} check-port ${port}`,
  decode: (reply) => {
    // 2.2 says what it has done
    if (!reply.complete || !['', 'health check port updated.\n'].includes(reply.text)) throw refused('set server', reply)
  },
} as const satisfies WireCommand<[server: string, port: number], void>
