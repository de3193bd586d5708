/** Requests that may be under way before it is known how fast they are answered. */
const first = 8

/** ms that a request may have waited for those before it. Beyond, others wait with it: a look between two payloads, and whoever wants to stop. */
const shortWait = 150
const longWait = 300

/** How many requests may be under way: as many as the channel allows, but no more than HAProxy answers in a fraction of a second, however far or busy it is. */
export class Window {
  readonly #most: number
  #size: number
  /** ms; the way there and back, and one payload. */
  #fastest = Number.POSITIVE_INFINITY

  constructor(most: number) {
    this.#most = most
    this.#size = Math.min(first, most)
  }

  get size(): number {
    return Math.floor(this.#size)
  }

  /** @param took ms from the request to its answer */
  answered(took: number): void {
    this.#fastest = Math.min(this.#fastest, took)
    const waited = took - this.#fastest
    if (waited < shortWait) this.#size = Math.min(this.#most, this.#size + 1)
    else if (waited > longWait) this.#size = Math.max(1, this.#size * 0.75)
  }
}
