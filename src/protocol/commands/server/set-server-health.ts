import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER health up|stopping|down`: until the next health check decides. Management guide 9.3. */
export const setServerHealth = {
  name: 'set server',
  since: '1.6',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, state) => `set server ${word(server)} health ${state}`,
  decode: acknowledged('set server'),
} as const satisfies WireCommand<[server: string, state: 'up' | 'stopping' | 'down'], void>
