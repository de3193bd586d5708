import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** How a `wait` ended. `failed`: it can never be removed as it is, `del server` says why. */
export type WaitEnd = 'done' | 'expired' | 'failed'

const ends: Readonly<Record<string, WaitEnd>> = {'Done.': 'done', 'Wait delay expired.': 'expired', 'Failed.': 'failed'}

/** `wait TIME srv-removable BACKEND/SERVER`: answers as soon as nothing is attached to it. Reasons behind the first words came with 3.3. Management guide 9.3. */
export const waitRemovable = {
  name: 'wait',
  since: '3.0',
  level: 'admin',
  /** @param milliseconds how long at most */
  encode: (server, milliseconds) => `wait ${milliseconds}ms srv-removable ${word(server)}`,
  decode: (reply): WaitEnd => {
    const [, first = ''] = /^(Done\.|Wait delay expired\.|Failed\.)/.exec(reply.text) ?? []
    const end = ends[first]
    if (!reply.complete || !end) throw refused('wait', reply)
    return end
  },
} as const satisfies WireCommand<[string, number], WaitEnd>
