import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('disable frontend', /^(?:(?:Frontend is|All sockets are) already disabled\.\s*)?$/)

/** `disable frontend NAME`: it takes no new connections, keeps its addresses. Management guide 9.3. */
export const disableFrontend = {
  name: 'disable frontend',
  since: '1.4',
  level: 'admin',
  changes: true,
  look: 'hactl frontend list',
  encode: (frontend) => `disable frontend ${word(frontend)}`,
  decode: (reply) => void success(reply),
} as const satisfies WireCommand<[string], void>
