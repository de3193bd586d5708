/** ms that payloads which were sent may still take once a signal came: HAProxy answers one in some ms. */
const patience = 1000

/**
 * Requests that were written and are not answered yet. Who stops waits for them, since what arrives late would come after any clearing up; once a signal
 * came, no longer than a second.
 */
export class UnderWay implements Disposable {
  readonly #answers: Promise<void>[] = []
  readonly #stop: AbortSignal | undefined
  readonly #cut = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #wake: ((reason: Error) => void) | undefined

  /** @param stop asks to send no more */
  constructor(stop: AbortSignal | undefined) {
    this.#stop = stop
    if (stop?.aborted) this.#stopped()
    else stop?.addEventListener('abort', this.#stopped)
  }

  /** Cuts connections whose answers do not come; for the channel, instead of the signal that asks to stop. */
  get cut(): AbortSignal {
    return this.#cut.signal
  }

  add(answer: Promise<void>): void {
    answer.catch(() => {}) // thrown where it is waited for
    this.#answers.push(answer)
  }

  /** Waits until fewer than so many are under way. @throws what came of an answer, or the reason of the signal */
  async below(most: number): Promise<void> {
    for (let [oldest] = this.#answers; oldest && this.#answers.length >= most; [oldest] = this.#answers) {
      await this.#answered(oldest)
      void this.#answers.shift()
    }
    this.#stop?.throwIfAborted()
  }

  /** Waits until nothing is under way, whatever came of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#answers)
  }

  [Symbol.dispose](): void {
    this.#stop?.removeEventListener('abort', this.#stopped)
    clearTimeout(this.#timer)
  }

  async #answered(answer: Promise<void>): Promise<void> {
    this.#stop?.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      this.#wake = reject
      answer.then(resolve, reject)
    })
  }

  readonly #stopped = (): void => {
    this.#wake?.(reasonOf(this.#stop))
    this.#timer = setTimeout(() => this.#cut.abort(reasonOf(this.#stop)), patience)
  }
}

const reasonOf = (signal: AbortSignal | undefined): Error => (signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
