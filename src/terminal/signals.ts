const statuses = {SIGINT: 130, SIGTERM: 143} as const

export type SignalName = keyof typeof statuses

/** Somebody asked us to stop; the reason of the aborted signal. */
export class Interrupted extends Error {
  /** What a shell reports for a process that this signal ended. */
  readonly exit: 130 | 143
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
  on(name: SignalName, listener: () => void): unknown
  off(name: SignalName, listener: () => void): unknown
}

export interface Interruption extends Disposable {
  readonly signal: AbortSignal
}

/**
 * SIGINT and SIGTERM as an AbortSignal, so that work can end in good order.
 * @param impatient a second signal: whoever sends it does not want to wait for that
 */
export function interruption(source: SignalSource, impatient: () => void): Interruption {
  const controller = new AbortController()
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((name) => ({
    name,
    heard: () => (controller.signal.aborted ? impatient() : controller.abort(new Interrupted(name))),
  }))
  for (const {name, heard} of listeners) source.on(name, heard)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const {name, heard} of listeners) source.off(name, heard)
    },
  }
}
