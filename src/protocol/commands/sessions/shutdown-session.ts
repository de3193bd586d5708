import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {unknownSession} from './show-sess-id.ts'

/** `shutdown session ID`: ends a stream, with its connections. Management guide 9.3. */
export const shutdownSession = {
  name: 'shutdown session',
  since: '1.5',
  level: 'admin',
  changes: true,
  look: 'hactl session list',
  encode: (id) => `shutdown session ${id}`,
  /** @throws HactlError `session-unknown` */
  decode: (reply, about): void => {
    if (reply.text.startsWith('No such session')) throw unknownSession(about)
    acknowledged('shutdown session')(reply)
  },
} as const satisfies WireCommand<[string], void>
