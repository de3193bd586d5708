import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER agent-addr IP`: where its agent is asked. HAProxy looks a name up, and stands still meanwhile. Management guide 9.3. */
export const setServerAgentAddr = {
  name: 'set server',
  since: '1.8',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, address) => `set server ${word(server)} agent-addr ${word(address)}`,
  decode: acknowledged('set server'),
} as const satisfies WireCommand<[server: string, address: string], void>
