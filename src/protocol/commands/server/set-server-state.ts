import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER state ready|drain|maint`. Management guide 9.3. */
export const setServerState = {
  name: 'set server',
  since: '1.6',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, state) => `set server ${word(server)} state ${state}`,
  decode: acknowledged('set server'),
} as const satisfies WireCommand<[string, 'ready' | 'drain' | 'maint'], void>
