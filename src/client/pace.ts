import {setTimeout as delay} from 'node:timers/promises'

/** Shorter pauses than a timer can make are saved up. ms */
const shortestPause = 1

/** HAProxy ends a session that is silent for longer than `stats timeout`, 10 s by default. ms */
const longestPause = 5000

/** Pauses that a signal ends, with its reason. */
export const pauseUnless =
  (signal: AbortSignal | undefined) =>
  (milliseconds: number): Promise<unknown> =>
    delay(milliseconds, undefined, {signal}).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw error
    })

/** Leaves HAProxy time for its traffic: it works for us during a share of the time at most. */
export class Pace {
  readonly #share: number
  readonly #pause: (milliseconds: number) => Promise<unknown>
  readonly #now: () => number
  #owed = 0

  /**
   * @param share of the time, above 0 and up to 1
   * @param pause rejects when somebody asks to stop
   */
  constructor(share: number, pause: (milliseconds: number) => Promise<unknown>, now: () => number = () => performance.now()) {
    this.#share = share
    this.#pause = pause
    this.#now = now
  }

  /** @param busy ms from a payload to its answer: over a slow link the way counts as work */
  async rest(busy: number): Promise<void> {
    this.#owed = Math.min(this.#owed + busy / this.#share - busy, longestPause)
    if (this.#owed < shortestPause) return
    const start = this.#now()
    await this.#pause(this.#owed)
    // timers are late as a rule: what was too long is not owed next time
    this.#owed -= this.#now() - start
  }
}
