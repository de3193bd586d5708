import {asks} from '../client/exec.ts'
import {countText} from '../maps/count-text.ts'
import {HactlError} from '../protocol/error.ts'
import type {BatchRecord} from './record.ts'

/** How far a batch has come. */
export interface Progress {
  /** Commands that were answered. */
  readonly ran: number
  /** Commands that were sent and not answered. */
  readonly unknown: readonly BatchRecord[]
  /** The last line that was sent. */
  readonly behind: number
}

/** What surely ran, what may have, and what surely did not. @returns the cause itself where nothing was done at all */
export function incomplete({ran, unknown, behind}: Progress, cause: Error): Error {
  if (ran === 0 && unknown.every(({command}) => asks(command))) return cause
  const [first, last] = [unknown[0]?.line, unknown.at(-1)?.line]
  const where = first === last ? `line ${first}` : `lines ${first} to ${last}`
  const maybe = unknown.length === 0 ? '' : `${commandsText(unknown.length)} of ${where} may have run; `
  return new HactlError('batch-incomplete', {
    exit: 5,
    message: `the batch stopped: ${commandsText(ran)} ran; ${maybe}what stands behind line ${behind} did not: ${cause.message}`,
    hint: unknown.length === 0 ? `go on behind line ${behind}` : `look at what ${where} would change before you send it again`,
    cause,
  })
}

/** `1 command`, `4,000 commands`. */
export const commandsText = (count: number): string => `${countText(count)} ${count === 1 ? 'command' : 'commands'}`
