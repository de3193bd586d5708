import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('shutdown frontend', /^(?:Frontend was already shut down\.\s*)?$/)

/** `shutdown frontend NAME`: nothing but a reload brings it back. Management guide 9.3. */
export const shutdownFrontend = {
  name: 'shutdown frontend',
  since: '1.4',
  level: 'admin',
  changes: true,
  look: 'hactl frontend list',
  encode: (frontend) => `shutdown frontend ${word(frontend)}`,
  decode: (reply) => void success(reply),
} as const satisfies WireCommand<[string], void>
