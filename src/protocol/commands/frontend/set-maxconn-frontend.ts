import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set maxconn frontend NAME N`: connections that it takes at once. HAProxy takes 0 and what is no number for "none at all". Management guide 9.3. */
export const setMaxconnFrontend = {
  name: 'set maxconn frontend',
  since: '1.5',
  level: 'admin',
  changes: true,
  look: 'hactl frontend list',
  encode: (frontend, limit) => `set maxconn frontend ${word(frontend)} ${limit}`,
  decode: acknowledged('set maxconn frontend'),
} as const satisfies WireCommand<[string, number], void>
