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
}

export const defaultTimeout = 10_000

export function connectOptions({timeout = defaultTimeout, signal, debug}: ClientOptions): ConnectOptions {
  return {timeout, signal, debug}
}
