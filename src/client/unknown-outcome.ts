import {HactlError} from '../protocol/error.ts'

const lostAnswers = new Set(['timeout', 'reply-truncated', 'connection-lost', 'answer-endless'])

/** Whether a command may have run although its answer did not come. */
export const isLostAnswer = (error: unknown): error is HactlError => error instanceof HactlError && lostAnswers.has(error.code)

/** The answer to a change was lost: neither success nor failure may be claimed. */
export function outcomeUnknown(what: string, hint: string, cause: Error): HactlError {
  return new HactlError('outcome-unknown', {exit: 5, message: `whether HAProxy ran \`${what}\` is not known: ${cause.message}`, hint, cause})
}
