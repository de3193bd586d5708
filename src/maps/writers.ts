import {pauseUnless} from '../client/pace.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {HactlError} from '../protocol/error.ts'
import type {Listener} from './progress.ts'

/** How others who change the same map are met. */
export interface WriterOptions extends Listener {
  /** Keep other hactl processes of this machine out; true unless said. */
  readonly lock?: boolean | undefined
  /** Where another writer is in the way: wait for it and plan anew, instead of exit 4. */
  readonly wait?: boolean | undefined
  /** ms from the beginning of the run in which other writers are waited for; five minutes unless said. */
  readonly waitTimeout?: number | undefined
  /** The end of that on the clock of `performance.now()`, where the run has begun before. */
  readonly waitUntil?: number | undefined
}

/** On the clock of `performance.now()`. */
export const waitEnd = ({waitUntil, waitTimeout = 300_000}: WriterOptions): number => waitUntil ?? performance.now() + waitTimeout

/** Another writer was in the way: once it has finished, all may be well. */
const othersAtWork = new Set(['locked', 'conflict'])

/**
 * With `wait`, does again what another writer kept from being done, each time from the start.
 *
 * @param act given the options with the one end of all that is waited for: for the lock, for our turn, and for another attempt
 */
export async function afterOthers<O extends WriterOptions, T>(client: RuntimeClient, options: O, act: (options: O) => Promise<T>): Promise<T> {
  const waitUntil = waitEnd(options)
  for (;;) {
    try {
      return await act({...options, waitUntil})
    } catch (error) {
      const again = options.wait === true && error instanceof HactlError && othersAtWork.has(error.code)
      if (!again || performance.now() >= waitUntil) throw error
      options.progress?.({phase: 'wait for other writers'})
      await pause(client, 200)
    }
  }
}

/** Half of it to all of it, so that those who wait do not meet again. @throws the reason of the client's signal */
export async function pause({signal}: RuntimeClient, milliseconds: number): Promise<void> {
  await pauseUnless(signal)(milliseconds * (0.5 + Math.random() / 2))
}
