import type {RuntimeClient} from '../client/runtime-client.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import type {PromptSession} from '../transport/prompt-session.ts'

/** ms. After a reload it is still the old process that answers on a connection that was there: none stays for longer than that. */
const longestUse = 100

const askSeverity = line('set severity-output number')

/** The connection that lines share: opened when the first needs it, given back soon, and at once while nothing is asked on it. */
export class SharedSession implements AsyncDisposable {
  readonly #client: RuntimeClient
  #session: PromptSession | undefined
  #since = 0
  #watch: NodeJS.Timeout | undefined

  constructor(client: RuntimeClient) {
    this.#client = client
  }

  /** It is there, and need not be given back yet. */
  get goesOn(): boolean {
    return this.#session?.ended === false && performance.now() - this.#since <= longestUse
  }

  /** @returns one that HAProxy has taken: what is written into one that waits for a slot may run when we have given up. @throws why there is none */
  async open(): Promise<PromptSession> {
    if (this.#session?.ended === false) return this.#session
    await this.close()
    const session = await this.#client.session()
    await session.setUp(askSeverity, ({text, complete}) => {
      if (text === '' && complete) return
      throw new HactlError('refused', {exit: 1, message: `HAProxy refused \`set severity-output\`: ${text.trim()}`, target: this.#client.address.text})
    })
    await session.ready()
    // until here nothing was sent that changes anything; from here on a change is not cut short by a signal: its answer tells whether it was made
    session.detach()
    this.#session = session
    this.#since = performance.now()
    // whoever reads our records slowly, or writes our lines, keeps nothing open meanwhile
    this.#watch = setInterval(() => {
      if (session.idle) void this.close()
    }, longestUse).unref()
    return session
  }

  async close(): Promise<void> {
    clearInterval(this.#watch)
    const session = this.#session
    this.#session = undefined
    await session?.[Symbol.asyncDispose]()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
