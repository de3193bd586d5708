import {HactlError} from '../protocol/error.ts'
import type {Address} from './address.ts'

/** ms that a timer can hold: 24 days, which is without end. */
export const longestTimer = 2 ** 31 - 1

/** Bytes of an answer that is kept whole: no dump is. */
export const answerLimit = 64 << 20

/** Bytes of an answer that are kept while it is read in pieces: of one answer in a session, of one entry in a dump. */
export const keptLimit = 4 << 20

export const endless = ({text}: Address): HactlError =>
  new HactlError('answer-endless', {
    exit: 3,
    message: `more than ${keptLimit >> 20} MB of the answer came without an end where one was due, and no more of it is kept`,
    hint: 'is it a HAProxy that answers? hactl exec passes on an answer of any size',
    target: text,
  })

/** The same of one that is too large to be kept, though it may end. */
export const tooLong = ({text}: Address): HactlError =>
  new HactlError('answer-endless', {
    exit: 3,
    message: `the answer of HAProxy has more than ${answerLimit >> 20} MB, and no more of one is kept`,
    hint: 'hactl exec passes on an answer of any size, hactl map show reads a map of any size',
    target: text,
  })
