import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'

/** `clear counters all`: every counter of all proxies and of the process, as after a start. Management guide 9.3. */
export const clearAllCounters = {
  name: 'clear counters all',
  since: '1.4',
  level: 'admin',
  changes: true,
  look: 'hactl stat',
  encode: () => 'clear counters all',
  decode: acknowledged('clear counters all'),
} as const satisfies WireCommand<[], void>
