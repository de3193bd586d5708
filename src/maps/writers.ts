import {setTimeout as delay} from 'node:timers/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {HactlError} from '../protocol/error.ts'
import type {Listener} from './progress.ts'

/** How others who change the same map are met. */
export interface WriterOptions extends Listener {
  /** Keep other hactl processes of this machine out; true unless said. */
  readonly lock?: boolean | undefined
  /** Where another writer is in the way: wait for it and plan anew, instead of exit 4. */
  readonly wait?: boolean | undefined
  /** ms that may be waited for other writers; five minutes unless said. */
  readonly waitTimeout?: number | undefined
}

/** ms */
export const waitLimit = ({waitTimeout = 300_000}: WriterOptions): number => waitTimeout

/** Another writer was in the way: once it has finished, all may be well. */
const othersAtWork = new Set(['locked', 'conflict'])

/** With `wait`, does again what another writer kept from being done, each time from the start. */
export async function afterOthers<T>(client: RuntimeClient, options: WriterOptions, act: () => Promise<T>): Promise<T> {
  const end = performance.now() + waitLimit(options)
  for (;;) {
    try {
      return await act()
    } catch (error) {
      const again = options.wait === true && error instanceof HactlError && othersAtWork.has(error.code)
      if (!again || performance.now() >= end) throw error
      options.progress?.({phase: 'wait for other writers'})
      await pause(client, 200)
    }
  }
}

/** Half of it to all of it, so that those who wait do not meet again. @throws the reason of the client's signal */
export async function pause({signal}: RuntimeClient, milliseconds: number): Promise<void> {
  await delay(milliseconds * (0.5 + Math.random() / 2), undefined, {signal}).catch(() => signal?.throwIfAborted())
}
