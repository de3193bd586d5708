import {type ProgressStep, progressLine} from './progress-line.ts'

/** What draws the line; ora does, in real life. */
export interface Spinner {
  text: string
  clear(): unknown
  stop(): unknown
}

export interface ProgressFacts {
  /** No pager has the terminal. */
  isFree(): boolean
  width(): number
  /** Begins to draw. */
  start(text: string): Promise<Spinner>
}

/** What is over sooner is not worth a spinner. */
const patience = 150
const redraw = 100

/** One line on a terminal about work that goes on: shown late, and gone before anything else is written. */
export class Progress {
  #step: ProgressStep | undefined
  #since = 0
  #timer: NodeJS.Timeout | undefined
  #spinner: Spinner | undefined
  readonly #facts: ProgressFacts

  constructor(facts: ProgressFacts) {
    this.#facts = facts
  }

  /** Work went on; cheap enough for each batch. */
  report(step: ProgressStep): void {
    if (!this.#facts.isFree()) return
    if (step.phase !== this.#step?.phase || step.subject !== this.#step.subject) this.#since = performance.now()
    this.#step = step
    this.#timer ??= setTimeout(() => void this.#begin(), patience).unref()
  }

  /** Takes the line away for something that is written now; it comes back with the next redraw. */
  clear(): void {
    this.#spinner?.clear()
  }

  /** The work is over, or its result is about to be written. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#step = undefined
    this.#spinner?.stop()
    this.#spinner = undefined
  }

  async #begin(): Promise<void> {
    const timer = this.#timer
    const spinner = await this.#facts.start(this.#line())
    // stopped, or begun anew, while the spinner was loaded
    if (timer !== this.#timer) return void spinner.stop()
    this.#spinner = spinner
    this.#timer = setInterval(() => (spinner.text = this.#line()), redraw).unref()
  }

  #line(): string {
    return this.#step ? progressLine(this.#step, performance.now() - this.#since, this.#facts.width()) : ''
  }
}
