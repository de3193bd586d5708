import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `shutdown sessions server BACKEND/SERVER`: ends all streams of a server, those that come meanwhile too. Management guide 9.3. */
export const shutdownSessionsServer = {
  name: 'shutdown sessions server',
  since: '1.5',
  level: 'admin',
  changes: true,
  look: 'hactl session list',
  encode: (server) => `shutdown sessions server ${word(server)}`,
  decode: acknowledged('shutdown sessions server'),
} as const satisfies WireCommand<[string], void>
