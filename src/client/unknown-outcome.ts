import {HactlError} from '../protocol/error.ts'
import {shownLine} from '../protocol/secrets.ts'

const lostAnswers = new Set(['timeout', 'reply-truncated', 'connection-lost', 'answer-endless'])

/** @returns the error when it says that an answer did not come: the command may have run all the same */
export function lostAnswer(error: unknown): HactlError | undefined {
  return error instanceof HactlError && lostAnswers.has(error.code) ? error : undefined
}

/** The answer to a change was lost: neither success nor failure may be claimed. */
export function outcomeUnknown(what: string, hint: string, cause: Error): HactlError {
  return new HactlError('outcome-unknown', {exit: 5, message: `whether HAProxy ran \`${shownLine(what)}\` is not known: ${cause.message}`, hint, cause})
}
