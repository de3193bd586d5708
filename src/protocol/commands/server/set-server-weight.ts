import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

/** `set server BACKEND/SERVER weight N`, or `N%` of the weight of the configuration. Management guide 9.3. */
export const setServerWeight = {
  name: 'set server',
  since: '1.6',
  level: 'admin',
  changes: true,
  look: 'hactl server show',
  encode: (server, weight) => `set server ${word(server)} weight ${word(weight)}`,
  decode: acknowledged('set server'),
} as const satisfies WireCommand<[string, string], void>
