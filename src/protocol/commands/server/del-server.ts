import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('del server', /^Server deleted\.\s*$/)

/** `del server BACKEND/SERVER`: one in maintenance, without connections, that nothing of the configuration names. Management guide 9.3. */
export const delServer = {
  name: 'del server',
  since: '2.6',
  level: 'admin',
  instead: 'hactl server maint takes a server out of service; it goes with haproxy.cfg and a reload',
  changes: true,
  look: 'hactl server list',
  encode: (server) => `del server ${word(server)}`,
  decode: (reply) => void success(reply),
} as const satisfies WireCommand<[string], void>
