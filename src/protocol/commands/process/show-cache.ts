import type {WireCommand} from '../../command.ts'
import {linesOf, wordsOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** An answer that is kept in a cache. */
export interface CachedAnswer {
  /** HAProxy's number for the request. */
  readonly hash: string
  /** Bytes. */
  readonly size: number
  /** Blocks of 1 kB that it takes. */
  readonly blocks: number
  /** s until it is stale; below 0: stale, and not yet removed. */
  readonly expires: number
}

/** A cache of the configuration. */
export interface Cache {
  readonly name: string
  /** Blocks of 1 kB that are free. */
  readonly availableBlocks: number
  readonly answers: readonly CachedAnswer[]
}

const cacheRow = /^0x[\da-f]+: (.+) \(shctx:0x[\da-f]+, available blocks:(\d+)\)$/
const answerRow = /^0x[\da-f]+ hash:(\d+) .*\((\d+) blocks?\)/

/** `show cache`: `0x…: NAME (shctx:0x…, available blocks:N)`, then a line `0x… hash:N size:N (N blocks), refcount:N, expire:N` for each answer. Management guide 9.3. */
export const showCache = {
  name: 'show cache',
  since: '1.8',
  level: 'admin',
  encode: () => 'show cache',
  decode: (reply): Cache[] => {
    const caches: {name: string; availableBlocks: number; answers: CachedAnswer[]}[] = []
    for (const line of linesOf('show cache', reply)) {
      const [, name, available] = cacheRow.exec(line) ?? []
      const [, hash, blocks] = answerRow.exec(line) ?? []
      const words = wordsOf(line)
      if (name !== undefined) caches.push({name, availableBlocks: Number(available), answers: []})
      else if (hash !== undefined) caches.at(-1)?.answers.push({hash, size: Number(words['size']), blocks: Number(blocks), expires: Number(words['expire'])})
      else throw refused('show cache', {...reply, text: line})
    }
    return caches
  },
} as const satisfies WireCommand<[], Cache[]>
