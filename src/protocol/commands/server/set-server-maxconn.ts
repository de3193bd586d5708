import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set maxconn server BACKEND/SERVER N`: 0 is no limit. HAProxy takes negative numbers, and what does not fit. Management guide 9.3. */
export const setServerMaxconn = {
  name: 'set maxconn server',
  since: '1.5',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, maxconn) => `set maxconn server ${word(server)} ${maxconn}`,
  decode: acknowledged('set maxconn server'),
} as const satisfies WireCommand<[server: string, maxconn: number], void>
