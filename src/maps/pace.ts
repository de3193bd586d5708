import {setTimeout as delay} from 'node:timers/promises'

/** Bytes of a payload that keeps a thread of HAProxy, and the lock of the map, for some hundredths of a millisecond. */
export const pacedChunk = 2048

/** Shorter pauses than a timer can make are saved up. ms */
const shortestPause = 1

/** Leaves HAProxy time for its traffic: it works for us during a share of the time at most. */
export class Pace {
  readonly #share: number
  readonly #pause: (milliseconds: number) => Promise<unknown>
  readonly #now: () => number
  #owed = 0

  /** @param share of the time, above 0 and up to 1 */
  constructor(
    share: number,
    pause: (milliseconds: number) => Promise<unknown> = (milliseconds) => delay(milliseconds),
    now: () => number = () => performance.now(),
  ) {
    this.#share = share
    this.#pause = pause
    this.#now = now
  }

  /** @param busy ms that HAProxy has just worked for us */
  async rest(busy: number): Promise<void> {
    this.#owed += busy / this.#share - busy
    if (this.#owed < shortestPause) return
    const start = this.#now()
    await this.#pause(this.#owed)
    // timers are late as a rule: what was too long is not owed next time
    this.#owed -= this.#now() - start
  }
}
