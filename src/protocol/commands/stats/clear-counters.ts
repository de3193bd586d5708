import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'

/** `clear counters`: the highest values of all proxies and of the process. Management guide 9.3. */
export const clearCounters = {
  name: 'clear counters',
  since: '1.3.22',
  level: 'operator',
  changes: true,
  look: 'hactl stat',
  encode: () => 'clear counters',
  decode: acknowledged('clear counters'),
} as const satisfies WireCommand<[], void>
