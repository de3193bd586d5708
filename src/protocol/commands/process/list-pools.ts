import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** One memory pool: objects of one size, of which HAProxy keeps some in stock. */
export interface Pool {
  readonly name: string
  /** Bytes of one object. */
  readonly size: number
  /** Objects that were taken from the system. */
  readonly allocated: number
  readonly allocatedBytes: number
  /** Objects in use, those in the caches of threads among them. */
  readonly used: number
  /** About how many of them lie in caches of threads; undefined before 2.6. */
  readonly cached: number | undefined
  readonly neededAverage: number
  /** Allocations that failed. */
  readonly failures: number
  /** Kinds of objects that share it. */
  readonly users: number
}

const row =
  /^ +- Pool (.+?) \((\d+) bytes(?:\/\d+)?\) : (\d+) allocated \((\d+) bytes\), (\d+) used(?: \(~(\d+) by thread caches\))?, needed_avg (\d+), (\d+) failures, (\d+) users\b/
const total = /^Total: (\d+) pools?, /

/**
 * `show pools`, all of them: a command of its own connection (3.4.7 with a small buffer answers without end behind others). There is no other form than this
 * text (management guide 9.3), which tells itself how many lines it has.
 */
export const listPools = {
  name: 'show pools',
  since: '1.5',
  level: 'user',
  encode: () => 'show pools',
  decode: (reply): Pool[] => {
    const lines = linesOf('show pools', reply)
    const pools = lines.flatMap((line) => {
      const found = row.exec(line)
      if (!found) return []
      const [, name = '', size, allocated, allocatedBytes, used, cached, average, failures, users] = found
      return [
        {
          name,
          size: Number(size),
          allocated: Number(allocated),
          allocatedBytes: Number(allocatedBytes),
          used: Number(used),
          cached: cached === undefined ? undefined : Number(cached),
          neededAverage: Number(average),
          failures: Number(failures),
          users: Number(users),
        },
      ]
    })
    const said = lines.map((line) => total.exec(line)?.[1]).find((count) => count !== undefined)
    if (said === undefined || Number(said) !== pools.length) throw refused('show pools', reply)
    return pools
  },
} as const satisfies WireCommand<[], Pool[]>
