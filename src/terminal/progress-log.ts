import {type ProgressStep, progressText} from './progress-line.ts'

/** Seldom enough for the log of a job, often enough that nobody thinks it hangs. */
const interval = 10_000

/** Work that goes on, told where no line can be drawn: a line each ten seconds, the first after as long. */
export class ProgressLog {
  #step: ProgressStep | undefined
  #since = 0
  #timer: NodeJS.Timeout | undefined
  readonly #say: (line: string) => unknown

  constructor(say: (line: string) => unknown) {
    this.#say = say
  }

  /** Work went on; cheap enough for each batch. */
  report(step: ProgressStep): void {
    if (step.phase !== this.#step?.phase || step.subject !== this.#step.subject) this.#since = performance.now()
    this.#step = step
    this.#timer ??= setInterval(() => this.#tell(), interval).unref()
  }

  /** Nothing stands on the line. */
  clear(): void {}

  /** The work is over, or its result is about to be written. */
  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#step = undefined
  }

  #tell(): void {
    if (this.#step) this.#say(progressText(this.#step, performance.now() - this.#since))
  }
}
