import {type ColourFacts, isColoured} from './colour.ts'
import type {Pager} from './pager.ts'
import type {Paging, PagingOptions} from './paging.ts'
import {colouredStyle, plainStyle, type Style} from './style.ts'

/** The part of a stream that is needed; process.stdout is one. */
export interface Sink {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  write(chunk: string | Uint8Array, written: (error?: Error | null) => void): boolean
}

const defaultWidth = 80
const defaultHeight = 24

/** stdout or stderr: facts about it, and writing that waits for a slow reader. */
export class Output {
  readonly isTTY: boolean
  readonly isColoured: boolean
  #begun = false
  /** Written since a frame began; undefined outside of one. */
  #frame: string[] | undefined
  #style: Promise<Style> | undefined
  #paging: Paging | undefined
  #listener: ((text: string) => void) | undefined
  readonly #sink: Sink
  readonly #env: ColourFacts['env']
  readonly #before: () => void

  /** @param before runs ahead of each write: clears what stands on the line */
  constructor(sink: Sink, facts: ColourFacts, before: () => void) {
    this.#sink = sink
    this.#env = facts.env
    this.#before = before
    this.isTTY = sink.isTTY === true
    this.isColoured = isColoured(this.isTTY, facts)
  }

  /** Something was written. */
  get begun(): boolean {
    return this.#begun
  }

  /** Columns of the terminal, COLUMNS first; 80 where nobody knows. */
  get width(): number {
    const said = Number(this.#env['COLUMNS'])
    if (Number.isInteger(said) && said > 0) return said
    return this.#sink.columns !== undefined && this.#sink.columns > 0 ? this.#sink.columns : defaultWidth
  }

  /** Lines of the terminal; 24 where nobody knows. */
  get height(): number {
    const {rows} = this.#sink
    return rows !== undefined && rows > 0 ? rows : defaultHeight
  }

  /** What `draw` writes, as text of its own instead of on the stream. */
  async collect(draw: () => Promise<void>): Promise<string> {
    const pieces: string[] = []
    this.#frame = pieces
    try {
      await draw()
    } finally {
      this.#frame = undefined
    }
    return pieces.join('')
  }

  /**
   * From now on what is taller than the terminal, and comes fast, goes through a pager; until its end.
   *
   * @param stops who writes, when the pager is left; else it goes on unheard
   */
  async page(start: PagingOptions['start'], stops: boolean): Promise<Paging> {
    const {Paging} = await import('./paging.ts')
    const begin = (told: (why: Error) => void): Pager | undefined => {
      this.#before()
      this.#begun = true
      return start(told)
    }
    const screen = {width: this.width, height: this.height, put: (chunk: string | Uint8Array) => this.#put(chunk)}
    this.#paging = new Paging(screen, {start: begin, stops, ended: () => (this.#paging = undefined)})
    return this.#paging
  }

  /** What holds text back, or has given it to a pager. */
  get paging(): Paging | undefined {
    return this.#paging
  }

  /** What is written from now on is told to a listener, too; until that is disposed of. */
  overhear(listener: (text: string) => void): Disposable {
    this.#listener = listener
    return {[Symbol.dispose]: () => (this.#listener = undefined)}
  }

  /** Colours for this stream; identity where it has none. */
  style(): Promise<Style> {
    this.#style ??= this.isColoured ? colouredStyle() : Promise.resolve(plainStyle)
    return this.#style
  }

  /** Writes; returns when the reader can take more. */
  async write(chunk: string | Uint8Array): Promise<void> {
    if (this.#frame) {
      this.#frame.push(Buffer.from(chunk).toString())
      return
    }
    this.#listener?.(Buffer.from(chunk).toString())
    if (this.#paging) return this.#paging.write(chunk)
    await this.#put(chunk)
  }

  async #put(chunk: string | Uint8Array): Promise<void> {
    this.#before()
    this.#begun = true
    await new Promise<void>((resolve, reject) => {
      const goesOn = this.#sink.write(chunk, (error) => {
        if (error) reject(error)
        else resolve()
      })
      if (goesOn) resolve()
    })
  }

  /** Writes piece after piece, as fast as the reader takes them. */
  async writeAll(chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
    for await (const chunk of chunks) await this.write(chunk)
  }

  /** Returns when all that was written is gone. */
  async flush(): Promise<void> {
    if (!this.#begun) return
    await new Promise<void>((resolve) => {
      this.#sink.write('', () => resolve())
    })
  }
}
