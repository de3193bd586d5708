import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const registered = /^New server registered\.$/m
const success = announced('add server', registered)

/**
 * `add server BACKEND/SERVER ADDRESS KEYWORD…`, the keywords of `server` in the configuration as far as they are allowed here. It begins in maintenance,
 * its checks off. Experimental in 2.4 and 2.5. Management guide 9.3.
 */
export const addServer = {
  name: 'add server',
  since: '2.6',
  level: 'admin',
  instead: 'servers of haproxy.cfg come with a reload; spare ones (`server-template`) can be kept there in maintenance and be given addresses at run time',
  changes: true,
  look: 'hactl server list',
  encode: (server, keywords) => ['add server', word(server), ...keywords.map(word)].join(' '),
  /** @returns what HAProxy remarks besides */
  decode: (reply): string[] => {
    success(reply)
    return reply.text.split('\n').filter((line) => line !== '' && !registered.test(line))
  },
} as const satisfies WireCommand<[string, readonly string[]], string[]>
