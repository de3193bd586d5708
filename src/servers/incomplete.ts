import {asError, HactlError} from '../protocol/error.ts'
import {nameOf, type Server} from './server.ts'

interface BrokenOff {
  readonly done: readonly Server[]
  /** Of which a part was sent, or whose answer was lost. */
  readonly lost: readonly Server[]
  readonly all: number
  readonly error: unknown
  readonly undo: string
  /** HAProxy does not show all that was changed. */
  readonly unseen?: boolean | undefined
}

/** A change that broke off behind its first command. */
export function incomplete({done, lost, all, error, undo, unseen = false}: BrokenOff): HactlError {
  const reason = asError(error).message
  const names = [...done.map(nameOf), ...lost.map((server) => `${nameOf(server)} perhaps`)].join(', ')
  return new HactlError('servers-incomplete', {
    exit: 5,
    message: `${done.length} of ${all} servers were changed (${names}), then: ${reason}`,
    hint: `what was changed stays so; ${undo === '' ? 'no command brings back what it was' : `this undoes ${unseen ? 'what can be undone' : 'it'}: ${undo}`}`,
    cause: error,
  })
}
