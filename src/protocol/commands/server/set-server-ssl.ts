import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('set server', /^server ssl setting updated\.\s*$/)

/** `set server BACKEND/SERVER ssl on|off`, for one whose configuration, or `default-server`, says how. Management guide 9.3; since 2.4. */
export const setServerSsl = {
  name: 'set server ssl',
  since: '2.4',
  level: 'admin',
  instead: '`ssl` of the server in haproxy.cfg, and a reload',
  changes: true,
  look: 'hactl server show',
  encode: (server, state) => `set server ${word(server)} ssl ${state}`,
  decode: (reply) => void success(reply),
} as const satisfies WireCommand<[server: string, state: 'on' | 'off'], void>
