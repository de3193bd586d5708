import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER agent-port PORT`: where its agent is asked. Management guide 9.3. */
export const setServerAgentPort = {
  name: 'set server agent-port',
  since: '2.4',
  level: 'admin',
  instead: '`agent-port` of the server in haproxy.cfg, and a reload',
  changes: true,
  look: 'hactl server show',
  encode: (server, port) => `set server ${word(server)} agent-port ${port}`,
  decode: acknowledged('set server'),
} as const satisfies WireCommand<[server: string, port: number], void>
