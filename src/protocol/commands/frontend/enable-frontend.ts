import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('enable frontend', /^(?:(?:Frontend is|All sockets are) already enabled\.\s*)?$/)

/** `enable frontend NAME`: it takes connections again. Management guide 9.3. */
export const enableFrontend = {
  name: 'enable frontend',
  since: '1.4',
  level: 'admin',
  changes: true,
  look: 'hactl frontend list',
  encode: (frontend) => `enable frontend ${word(frontend)}`,
  decode: (reply) => void success(reply),
} as const satisfies WireCommand<[string], void>
