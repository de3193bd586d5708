import type {WireCommand} from '../../command.ts'
import {defaultBufferSize} from '../../dialect.ts'
import {refused} from '../../refusal.ts'

/**
 * `show pools match buffer` tells tune.bufsize as the size of one buffer. Before 2.7 the filter is ignored and the whole table comes; never ask for that
 * behind other commands of a 3.4: with a small buffer its answer has no end (3.4.7, tune.bufsize 8192).
 */
export const showBufferSize = {
  name: 'show pools',
  since: '1.5',
  level: 'user',
  encode: () => 'show pools match buffer',
  /** @returns bytes */
  decode: (reply): number => {
    if (!reply.complete) throw refused('show pools', reply)
    const size = /^ +- Pool buffer \((\d+) bytes/m.exec(reply.text)
    return size ? Number(size[1]) : defaultBufferSize
  },
} as const satisfies WireCommand<[], number>
