import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('del backend', /^Backend deleted\.\s*$/)

/**
 * `del backend NAME`: one that is not published, has no servers, and that nothing of the configuration names. In front of its answer 3.4 may put what it had to
 * tell of servers since the last change of a backend on the same thread. Management guide 9.3.
 */
export const delBackend = {
  name: 'del backend',
  since: '3.4',
  level: 'admin',
  instead: 'take it out of haproxy.cfg and reload HAProxy',
  changes: true,
  look: 'hactl backend list',
  encode: (backend) => `del backend ${word(backend)}`,
  decode: (reply) => void success({...reply, text: withoutNews(reply.text)}),
} as const satisfies WireCommand<[string], void>

/** Only the answer to an unknown command has several lines of its own. */
const withoutNews = (text: string): string => (text.startsWith('Unknown command') ? text : text.replace(/^[^]*\n(?=[^\n]+\n?$)/, ''))
