import type {WireCommand} from '../../command.ts'
import {HactlError} from '../../error.ts'
import {acknowledged} from '../../refusal.ts'
import type {Profiling} from './show-profiling.ts'

/** `set profiling tasks on|auto|off`, `set profiling memory on|off`. Management guide 9.3; `memory` since 2.4. */
export const setProfiling = {
  name: 'set profiling',
  since: '1.9',
  level: 'admin',
  changes: true,
  look: 'hactl profiling show',
  encode: (what, state) => `set profiling ${what} ${state}`,
  /** @throws HactlError `unsupported` for memory, where HAProxy was built without it or is too old */
  decode: (reply, what): void => {
    if (what === 'memory' && /^(?:Memory profiling not compiled in|Expects 'tasks')/.test(reply.text))
      throw new HactlError('unsupported', {
        exit: 1,
        message: 'this HAProxy cannot measure its memory: it must be 2.4 or later, and built with USE_MEMORY_PROFILING',
        hint: 'hactl pools shows what its memory is held for',
      })
    acknowledged('set profiling')(reply)
  },
} as const satisfies WireCommand<[Profiling, 'on' | 'auto' | 'off'], void>
