import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {firstChange} from '../protocol/read-only.ts'
import {shownLine} from '../protocol/secrets.ts'
import type {ConnectOptions} from '../transport/connection.ts'

/** How a client talks to HAProxy. */
export interface ClientOptions {
  /** Deadline of one exchange (connect, first byte, silence), in ms; 10,000 unless given. */
  readonly timeout?: number | undefined
  /** Ends what runs; a commit that was sent is waited for all the same. */
  readonly signal?: AbortSignal | undefined
  /** Share of the time that HAProxy may work on what is long (dumps, payloads), above 0 and up to 1: the rest is its traffic's. */
  readonly pace?: number | undefined
  /** Told each thing that goes over the wire, without secrets. */
  readonly debug?: ((line: string) => void) | undefined
  /** The process that must answer what `run`, `ask` and `stream` ask: another one, or this one when it is leaving after a reload, ends them with `reloaded`. A change by `run` is made by whoever is there, and one by `ask` or `stream`, too: 5. */
  readonly only?: ProcessId | undefined
  /** Thrown instead of sending what may change anything, unknown commands included; questions go through. See `readOnlyRefusal`. */
  readonly refusal?: ((command: string) => Error) | undefined
}

export const defaultTimeout = 10_000

export function connectOptions({timeout = defaultTimeout, signal, debug, refusal}: ClientOptions): ConnectOptions {
  return {timeout, signal, debug, ...(refusal && {guard: guardOf(refusal)})}
}

const guardOf =
  (refusal: (command: string) => Error) =>
  (request: Uint8Array): void => {
    const change = firstChange(Buffer.from(request.buffer, request.byteOffset, request.byteLength).toString('latin1'))
    if (change !== undefined) throw refusal(shownLine(change))
  }

/** For `refusal`: what makes a client one that only reads. @param why `context prod is read-only`, `--read-only was given` */
export const readOnlyRefusal =
  (why: string, hint?: string) =>
  (command: string): HactlError =>
    new HactlError('read-only', {exit: 7, message: `\`${command}\` was not sent: ${why}`, hint})
