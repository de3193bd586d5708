import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER agent up|down`: as if its agent had said so, until the agent is asked again. Management guide 9.3. */
export const setServerAgent = {
  name: 'set server',
  since: '1.6',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, state) => `set server ${word(server)} agent ${state}`,
  decode: acknowledged('set server'),
} as const satisfies WireCommand<[server: string, state: 'up' | 'down'], void>
