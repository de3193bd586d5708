import {stripVTControlCharacters} from 'node:util'
import {type Pager, ReaderLeft} from './pager.ts'

/** The terminal that is written to. */
interface Screen {
  readonly width: number
  readonly height: number
  put(chunk: string | Uint8Array): Promise<void>
}

export interface PagingOptions {
  /** A pager, where there is one. */
  readonly start: (told: (why: Error) => void) => Pager | undefined
  /** When its user leaves: whether whoever writes is stopped, or goes on unheard. */
  readonly stops: boolean
  /** Nothing goes through it any more. */
  readonly ended: () => void
}

/** ms for which text is held back: what fills a screen sooner is worth a pager */
const patience = 250

/** The output of one command: printed while it fits on the screen, or comes slowly; else shown by a pager. */
export class Paging {
  readonly #screen: Screen
  readonly #options: PagingOptions
  readonly #left = new AbortController()
  #held: Buffer[] = []
  /** Lines of what is held, and columns of its last one. */
  #rows = 0
  #column = 0
  #timer: NodeJS.Timeout | undefined
  #pager: Pager | undefined
  /** Nothing is held back any more. */
  #direct = false
  #printed: Promise<void> = Promise.resolve()
  #last: Promise<void> = Promise.resolve()

  constructor(screen: Screen, options: PagingOptions) {
    this.#screen = screen
    this.#options = options
  }

  /** Aborts when a pager is left and that stops who writes, and when it is interrupted. */
  get signal(): AbortSignal {
    return this.#left.signal
  }

  /** A pager has the terminal. */
  get paged(): boolean {
    return this.#pager !== undefined && !this.#pager.left
  }

  /** @throws ReaderLeft when the pager was left, and Interrupted when it was interrupted, where that stops who writes */
  write(chunk: string | Uint8Array): Promise<void> {
    return this.#inTurn(() => this.#take(chunk))
  }

  async #take(chunk: string | Uint8Array): Promise<void> {
    if (this.#pager) return this.#page(this.#pager, chunk)
    if (this.#direct) return this.#screen.put(chunk)
    this.#held.push(Buffer.from(chunk))
    if (this.#fills(chunk)) return this.#begin()
    this.#timer ??= setTimeout(() => void this.#print(), patience)
  }

  /** From now on each piece is shown as it comes. */
  release(): Promise<void> {
    this.#direct = true
    return this.settle()
  }

  /** Returns when all is shown and the terminal is free: the pager has been left. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#settle())
  }

  async #settle(): Promise<void> {
    await this.#print()
    const pager = this.#pager
    if (!pager) return
    const before = pager.left !== undefined
    await pager.end()
    // who was to be stopped is not heard again
    if (!before || !this.#options.stops) this.#pager = undefined
  }

  /** The command is over. */
  async end(): Promise<void> {
    await this.settle()
    this.#options.ended()
  }

  /** One behind the other, as they were asked for. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.catch(() => {}).then(work)
    this.#last = done
    return done
  }

  async #begin(): Promise<void> {
    await this.#printed
    this.#pager = this.#options.start((why) => {
      // Ctrl-C ends a change, too: that it may have run is told
      if (this.#options.stops || !(why instanceof ReaderLeft)) this.#left.abort(why)
    })
    if (!this.#pager) {
      this.#direct = true
      return this.#print()
    }
    await this.#page(this.#pager, this.#taken())
  }

  async #page(pager: Pager, chunk: string | Uint8Array): Promise<void> {
    await pager.write(chunk)
    if (pager.left && this.#options.stops) throw pager.left
  }

  #print(): Promise<void> {
    const held = this.#taken()
    if (held.length > 0) this.#printed = this.#printed.then(() => this.#screen.put(held))
    return this.#printed
  }

  #taken(): Buffer {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const held = Buffer.concat(this.#held)
    this.#held = []
    this.#rows = 0
    this.#column = 0
    return held
  }

  /** Whether what is held is taller than the screen, the prompt behind it included. */
  #fills(chunk: string | Uint8Array): boolean {
    const {width, height} = this.#screen
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1')
    const [end = '', ...others] = stripVTControlCharacters(text).split('\n').toReversed()
    for (const line of others.toReversed()) {
      this.#rows += Math.max(1, Math.ceil((this.#column + line.length) / width))
      this.#column = 0
    }
    this.#column += end.length
    return this.#rows + Math.floor(this.#column / width) >= height
  }
}
