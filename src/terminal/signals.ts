const statuses = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const

export type SignalName = keyof typeof statuses

/** Somebody asked us to stop; the reason of the aborted signal. */
export class Interrupted extends Error {
  /** What a shell reports for a process that this signal ended. */
  readonly exit: 129 | 130 | 143
  readonly signalName: SignalName

  constructor(signalName: SignalName) {
    super(`interrupted by ${signalName}`)
    this.name = 'Interrupted'
    this.signalName = signalName
    this.exit = statuses[signalName]
  }
}

/** Where signals come from; process is one. */
export interface SignalSource {
  on(name: SignalName | 'SIGPIPE', listener: () => void): unknown
  off(name: SignalName | 'SIGPIPE', listener: () => void): unknown
}

export interface Interruption extends Disposable {
  readonly signal: AbortSignal
}

/**
 * SIGINT, SIGTERM and SIGHUP (its terminal is gone) as an AbortSignal, so that work can end in good order.
 *
 * @param impatient a second signal: whoever sends it does not want to wait for that. A SIGHUP is none: kernel, shell and systemd each send one of their own
 */
export function interruption(source: SignalSource, impatient: () => void): Interruption {
  const controller = new AbortController()
  const listeners = (['SIGHUP', 'SIGINT', 'SIGTERM'] as const).map((name) => ({
    name,
    heard: () => {
      if (!controller.signal.aborted) controller.abort(new Interrupted(name))
      else if (name !== 'SIGHUP') impatient()
    },
  }))
  for (const {name, heard} of listeners) source.on(name, heard)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const {name, heard} of listeners) source.off(name, heard)
    },
  }
}

/**
 * Aborts when the reader of stdout leaves (`| head`), for work that must be taken back then: bin/run.js, which else ends the process at once, tells it as the
 * signal that it would be elsewhere.
 */
export function readerLeft(source: SignalSource): Interruption {
  const controller = new AbortController()
  const heard = () => controller.abort(new Error('nobody reads any more'))
  source.on('SIGPIPE', heard)
  return {signal: controller.signal, [Symbol.dispose]: () => source.off('SIGPIPE', heard)}
}
