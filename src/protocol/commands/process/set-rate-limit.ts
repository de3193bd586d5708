import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'

/** What can be limited a second, over the whole process. */
export const rates = ['connections', 'sessions', 'ssl-sessions', 'http-compression'] as const

export type Rate = (typeof rates)[number]

/** `set rate-limit RATE global N`: a second; of compression kB. 0, and what is no number, is no limit. Management guide 9.3. */
export const setRateLimit = {
  name: 'set rate-limit',
  since: '1.5',
  level: 'admin',
  changes: true,
  look: 'hactl limit show',
  encode: (rate, limit) => `set rate-limit ${rate} global ${limit}`,
  decode: acknowledged('set rate-limit'),
} as const satisfies WireCommand<[Rate, number], void>
