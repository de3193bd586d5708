import {constants} from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Somebody does not want to wait for the end. */
export class Stopped extends Error {
  constructor(why, status) {
    super(why)
    this.status = status
  }
}

/** What was put up and has to go again, however this ends. */
export class Stage {
  #stop = new AbortController()
  #takeDowns = []

  /** @param emergency what can still be done when the process ends at once */
  constructor() {
    for (const name of signals) process.on(name, () => this.stop(new Stopped(`stopped by ${name}`, 128 + constants.signals[name])))
    // whoever read the output has left
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => this.stop(new Stopped('nobody reads on', 1)))
    // npm passes a SIGTERM on to its shell, and that tells nobody
    const parent = process.ppid
    if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && this.stop(new Stopped('npm is gone', 143)), 200).unref()
    process.on('exit', () => this.#takeDowns.forEach(({atOnce}) => atOnce?.()))
  }

  /** Aborted when somebody wants an early end; what waits for anything listens to it. */
  get signal() {
    return this.#stop.signal
  }

  stop(reason) {
    this.#stop.abort(reason)
  }

  /**
   * @param gently takes it down in good order; may wait
   * @param atOnce the same without waiting, for a process that ends in the middle
   * @returns call it when the thing has gone by itself
   */
  add(gently, atOnce) {
    const entry = {gently, atOnce}
    this.#takeDowns.push(entry)
    return () => {
      this.#takeDowns = this.#takeDowns.filter((other) => other !== entry)
    }
  }

  /** Takes down what stands, the last thing first. */
  async clear() {
    for (let last = this.#takeDowns.at(-1); last; last = this.#takeDowns.at(-1)) {
      await last.gently()
      this.#takeDowns = this.#takeDowns.filter((other) => other !== last)
    }
  }
}
