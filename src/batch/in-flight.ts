/** Commands in flight at first, while it is not known how fast they are answered. */
const first = 4

/** ms that a command may have waited for those before it. Beyond, HAProxy's traffic waits as well, and much is in doubt when the connection is lost. */
const shortWait = 20
const longWait = 80

/** How many commands may be in flight: as many as HAProxy answers in a moment, however far it is. */
export class InFlight {
  /** Commands that were sent and not answered. */
  count = 0
  readonly #most: number
  #size: number
  /** ms; the way there and back, and one group. */
  #fastest = Number.POSITIVE_INFINITY

  /** @param most commands, whatever the time */
  constructor(most: number) {
    this.#most = most
    this.#size = Math.min(first, most)
  }

  /** Commands that go together on one line: few enough that those before them are answered meanwhile. */
  get group(): number {
    return Math.ceil(this.#size / 4)
  }

  /** Commands that may still be in flight when a group more is sent. */
  get room(): number {
    return this.#size - this.group
  }

  /** @param took ms from sending a group to its answer */
  answered(took: number): void {
    this.#fastest = Math.min(this.#fastest, took)
    const waited = took - this.#fastest
    if (waited < shortWait) this.#size = Math.min(this.#most, this.#size * 2)
    else if (waited > longWait) this.#size = Math.max(1, Math.floor(this.#size / 2))
  }
}
