import {asError, HactlError} from '../protocol/error.ts'
import type {RuntimeClient} from './runtime-client.ts'
import {isReload} from './same-process.ts'

interface Remedy {
  /** The command that shows what stands. */
  readonly look: string
  /** What brings back that which was changed all the same. */
  readonly undo?: string | null
}

/** HAProxy acknowledged a change, and what was read back is something else. */
export const unconfirmed = (command: string, found: string, {look, undo = null}: Remedy, cause?: unknown): HactlError =>
  new HactlError('change-unconfirmed', {
    exit: 5,
    message: `HAProxy acknowledged \`${command}\`, but ${found}`,
    hint: `was it reloaded, or is somebody else at work? ${look}${undo === null ? '' : `; this undoes what was changed: ${undo}`}`,
    cause,
  })

/**
 * What a change that HAProxy has acknowledged led to, by the process that the client was made for. It was made, so no signal keeps from looking.
 *
 * @throws HactlError `change-unconfirmed` where nobody answers any more, or another process does
 */
export async function looked<T>(client: RuntimeClient, command: string, remedy: Remedy, read: (client: RuntimeClient) => Promise<T>): Promise<T> {
  try {
    return await read(client.with({signal: undefined, only: client.info.id}))
  } catch (error) {
    if (isReload(error)) throw reloadedThen(command, error, remedy)
    throw unconfirmed(command, `it could not be looked at then: ${asError(error).message}`, remedy, error)
  }
}

/** What undoes it would do so to another process. */
const reloadedThen = (command: string, cause: HactlError, {look}: Remedy): HactlError =>
  new HactlError('change-unconfirmed', {
    exit: 5,
    message: `a process acknowledged \`${command}\`, and ${cause.message}`,
    hint: `which of the two was told is not known, and the one before takes it with it: ${look}`,
    cause,
  })
