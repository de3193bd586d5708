import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER agent-send TEXT`: what its agent is told when it is asked. Nothing shows it. Management guide 9.3. */
export const setServerAgentSend = {
  name: 'set server',
  since: '1.8',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, text) => `set server ${word(server)} agent-send ${word(text)}`,
  decode: acknowledged('set server'),
} as const satisfies WireCommand<[server: string, text: string], void>
