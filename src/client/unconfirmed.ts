import {asError, HactlError} from '../protocol/error.ts'
import {shownLine} from '../protocol/secrets.ts'
import type {RuntimeClient} from './runtime-client.ts'
import {isReload} from './same-process.ts'

interface Remedy {
  /** The command that shows what stands. */
  readonly look: string
  /** What brings back that which was changed all the same. */
  readonly undo?: string | null
}

/** For the first look of a change: a client may be older than a reload, and then nothing is sent, and nothing unknown. Another process ends it with `reloaded` (4). */
export const pinned = (client: RuntimeClient): RuntimeClient => client.with({only: client.info.id})

/** HAProxy acknowledged a change, and what was read back is something else. */
export const unconfirmed = (command: string, found: string, {look, undo = null}: Remedy, cause?: unknown): HactlError =>
  new HactlError('change-unconfirmed', {
    exit: 5,
    message: `HAProxy acknowledged \`${shownLine(command)}\`, but ${found}`,
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
    return await read(pinned(client).with({signal: undefined}))
  } catch (error) {
    if (isReload(error)) throw reloadedThen(command, error, remedy)
    throw unconfirmed(command, `it could not be looked at then: ${asError(error).message}`, remedy, error)
  }
}

/** What undoes it would do so to another process. */
const reloadedThen = (command: string, cause: HactlError, {look}: Remedy): HactlError =>
  new HactlError('change-unconfirmed', {
    exit: 5,
    message: `a process acknowledged \`${shownLine(command)}\`, and ${cause.message}`,
    hint: `which of the two was told is not known, and the one before takes it with it: ${look}`,
    cause,
  })
