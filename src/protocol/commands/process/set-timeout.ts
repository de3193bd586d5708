import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'

/** `set timeout cli SECONDS`: how long HAProxy lets this connection be silent; `stats timeout` (10 s) otherwise. Management guide 9.3. */
export const setTimeoutCli = {
  name: 'set timeout',
  since: '1.5',
  level: 'user',
  encode: (seconds) => `set timeout cli ${seconds}`,
  decode: acknowledged('set timeout cli'),
} as const satisfies WireCommand<[number], void>
