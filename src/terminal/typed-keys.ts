import {Readable} from 'node:stream'

/** What readline reads from: keys are handed to it one piece at a time, and not while it looks for completions. */
export class TypedKeys extends Readable {
  readonly isTTY = true
  readonly #setRawMode: (raw: boolean) => void
  readonly #resumed: () => void
  #held = false

  /** @param resumed readline takes keys again */
  constructor(setRawMode: (raw: boolean) => void, resumed: () => void) {
    super({read: () => {}})
    this.#setRawMode = setRawMode
    this.#resumed = resumed
  }

  get held(): boolean {
    return this.#held
  }

  type(keys: string): void {
    this.emit('data', keys)
  }

  setRawMode(raw: boolean): void {
    this.#setRawMode(raw)
  }

  override pause(): this {
    this.#held = true
    return this
  }

  /** Readline resumes before it has put the completion in. */
  override resume(): this {
    setImmediate(() => {
      this.#held = false
      this.#resumed()
    })
    return this
  }
}
