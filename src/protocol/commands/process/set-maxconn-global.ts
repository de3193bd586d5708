import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'

/** `set maxconn global N`: connections of the whole process. 0, and what is no number, brings back that of the configuration. Management guide 9.3. */
export const setMaxconnGlobal = {
  name: 'set maxconn global',
  since: '1.5',
  level: 'admin',
  changes: true,
  look: 'hactl limit show',
  encode: (limit) => `set maxconn global ${limit}`,
  decode: acknowledged('set maxconn global'),
} as const satisfies WireCommand<[number], void>
