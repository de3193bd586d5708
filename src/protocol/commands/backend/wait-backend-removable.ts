import type {WireCommand} from '../../command.ts'
import {word} from '../../word.ts'
import {type WaitEnd, waitRemovable} from '../server/wait-removable.ts'

/**
 * `wait TIME be-removable BACKEND`: answers as soon as nothing is attached to it; at once, with "failed", where more than that stands in the way: servers, that it
 * is published. Management guide 9.3.
 */
export const waitBackendRemovable = {
  name: 'wait',
  since: '3.4',
  level: 'admin',
  /** @param milliseconds how long at most */
  encode: (backend, milliseconds) => `wait ${milliseconds}ms be-removable ${word(backend)}`,
  decode: waitRemovable.decode,
} as const satisfies WireCommand<[string, number], WaitEnd>
