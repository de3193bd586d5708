/**
 * Exit status of the command line, one meaning each (docs/errors.md): 1 HAProxy refused · 2 bad input, nothing changed · 3 no connection, state unchanged ·
 * 4 conflict or verification failed, state unchanged · 5 outcome unknown or part done · 6 difference found · 7 not permitted at this level · 129, 130, 143 interrupted.
 */
export type ExitStatus = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 129 | 130 | 143

export interface HactlErrorDetails {
  exit: ExitStatus
  /** What could not be done and why. */
  message: string
  /** What to do next, with the command to copy. */
  hint?: string | undefined
  /** Address of the HAProxy it is about. */
  target?: string | undefined
  cause?: unknown
}

/** The one error that hactl throws on purpose. `code` is stable and stands in docs/errors.md. */
export class HactlError extends Error {
  readonly code: string
  readonly exit: ExitStatus
  readonly hint: string | undefined
  target: string | undefined

  constructor(code: string, {exit, message, hint, target, cause}: HactlErrorDetails) {
    super(message, cause === undefined ? undefined : {cause})
    this.name = 'HactlError'
    this.code = code
    this.exit = exit
    this.hint = hint
    this.target = target
  }
}

/** What was thrown, as the error that it mostly is. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
