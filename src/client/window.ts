/** How a window begins, and follows the answers. */
export interface WindowRules {
  /** What may be in flight before it is known how fast it is answered. */
  readonly first: number
  /** ms that a request may have waited for those before it: up to here, more may be in flight. */
  readonly shortWait: number
  /** ms. Beyond, fewer. */
  readonly longWait: number
  readonly more: (size: number) => number
  readonly fewer: (size: number) => number
}

/** How many requests may be in flight: as many as the channel allows, but no more than HAProxy answers in a moment, however far or busy it is. */
export class Window {
  readonly #most: number
  readonly #rules: WindowRules
  #size: number
  /** ms; the way there and back, and one request. */
  #fastest = Number.POSITIVE_INFINITY

  /** @param most requests, whatever the time */
  constructor(most: number, rules: WindowRules) {
    this.#most = most
    this.#rules = rules
    this.#size = Math.min(rules.first, most)
  }

  get size(): number {
    return Math.floor(this.#size)
  }

  /** @param took ms from the request to its answer */
  answered(took: number): void {
    const {shortWait, longWait, more, fewer} = this.#rules
    this.#fastest = Math.min(this.#fastest, took)
    const waited = took - this.#fastest
    if (waited < shortWait) this.#size = Math.min(this.#most, more(this.#size))
    else if (waited > longWait) this.#size = Math.max(1, fewer(this.#size))
  }
}
