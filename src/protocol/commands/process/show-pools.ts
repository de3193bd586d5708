import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'

/** Bytes of the struct that stands before each trash buffer; 16 on 32 bit machines, where the size then reads a little too small, which is safe. */
const bufferHead = 32

/**
 * `show pools match PREFIX` tells tune.bufsize as the size of the pool `buffer`, or, where that one was merged into another of its size (3.0 with 65536), as
 * that of `trash` less its head. Before 2.7 the filter is ignored and the whole table comes; never ask a 3.4 for the whole table behind other commands:
 * with a small buffer its answer has no end (3.4.7, tune.bufsize 8192).
 */
export const showPools = {
  name: 'show pools',
  since: '1.5',
  level: 'user',
  encode: (prefix) => `show pools match ${prefix}`,
  /** @returns tune.bufsize in bytes; undefined when this pool is not in the answer */
  decode: (reply): number | undefined => {
    if (!reply.complete) throw refused('show pools', reply)
    const pool = /^ +- Pool (buffer|trash) \((\d+) bytes/m.exec(reply.text)
    return pool ? Number(pool[2]) - (pool[1] === 'trash' ? bufferHead : 0) : undefined
  },
} as const satisfies WireCommand<['buffer' | 'trash'], number | undefined>
