import {Window, type WindowRules} from '../client/window.ts'

/** Beyond the long wait, HAProxy's traffic waits as well, and much is in doubt when the connection is lost. */
const rules: WindowRules = {first: 4, shortWait: 20, longWait: 80, more: (size) => size * 2, fewer: (size) => Math.floor(size / 2)}

/** Commands that are in flight, and how many may be. */
export class InFlight {
  /** Commands that were sent and not answered. */
  count = 0
  readonly #window: Window

  /** @param most commands, whatever the time */
  constructor(most: number) {
    this.#window = new Window(most, rules)
  }

  /** Commands that go together on one line: few enough that those before them are answered meanwhile. */
  get group(): number {
    return Math.ceil(this.#window.size / 4)
  }

  /** Commands that may still be in flight when so many more are sent. */
  roomFor(commands: number): number {
    return Math.max(0, this.#window.size - commands)
  }

  /** @param took ms from sending a group to its answer */
  answered(took: number): void {
    this.#window.answered(took)
  }
}
